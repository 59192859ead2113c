import {
  processingSource,
  questCompleted,
  questStepReached,
} from '@questline/contracts/processing/events';
import type { CompiledQuest } from '@questline/quest-language/compile-quest';
import type { NewStoredEvent } from '../events/event.ts';
import { identityKeyOf, payloadDigestOf } from '../events/event-identity.ts';

interface Reached {
  readonly event: NewStoredEvent;
  readonly quest: CompiledQuest;
  readonly ordinal: number;
  readonly step: number;
}

/** The event that a quest was completed or a step reached, at the time of the event that did it. */
export const toCompletionEvent = (
  { event, quest, ordinal, step }: Reached,
  id: string,
): NewStoredEvent => {
  const { quest_id, name: quest_name, version } = quest.quest;
  const { user_id, time, traceparent } = event;
  const said = {
    type: step === 0 ? questCompleted : questStepReached,
    user_id,
    time,
    data: { quest_id, quest_name, version, ordinal, step },
  };
  return {
    ...said,
    envelope: null,
    source: processingSource,
    id,
    flag: null,
    identity: identityKeyOf({ source: processingSource, id }),
    payload: payloadDigestOf(said),
    traceparent,
  };
};

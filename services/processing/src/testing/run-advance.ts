import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { NewStoredEvent } from '../events/event.ts';
import { decideAdvance } from '../progress/advance.ts';
import { paysAtOnce, toEffects } from '../progress/effects.ts';
import type { Progress } from '../progress/progress.ts';
import { createTimeZones } from '../progress/time-zones.ts';
import {
  createCompiledVersions,
  type QuestDefinitions,
  toQuestDefinitions,
} from '../quest-definitions/quest-definition.ts';

export const definitionsOf = (quests: readonly QuestVersion[]): QuestDefinitions =>
  toQuestDefinitions(1, quests, createCompiledVersions());

/** Decides a batch from the events to what is written, with room in every limit. */
export const runAdvance = (options: {
  events: readonly NewStoredEvent[];
  definitions: QuestDefinitions;
  progress?: readonly Progress[];
  now: Date;
  newId: () => string;
}) => {
  const { now, newId } = options;
  const decided = decideAdvance({
    versionOf: () => undefined,
    zones: createTimeZones([]),
    latenessMaxSeconds: 72 * 3600,
    progress: [],
    ...options,
  });
  const paid = decided.effects.flatMap(({ completed }) => completed).filter(paysAtOnce);
  const settlements = paid.map(() => ({ kind: 'granted' }) as const);
  return {
    progress: decided.progress,
    unmoved: decided.effects.flatMap(({ unmoved }) => unmoved),
    ...toEffects(decided.effects, settlements, now, newId),
  };
};

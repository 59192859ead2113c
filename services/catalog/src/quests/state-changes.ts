import { questArchived, questPaused, questResumed } from '@questline/contracts/catalog/events';
import type { QuestStateChange } from '@questline/contracts/catalog/quest';
import type { Change } from '../changes/change.ts';

const states: Readonly<Partial<Record<Change['type'], QuestStateChange['state']>>> = {
  [questPaused]: 'paused',
  [questResumed]: 'active',
  [questArchived]: 'archived',
};

/** When a quest was paused, resumed and archived, from its history. */
export const toStateChanges = (history: readonly Change[]): readonly QuestStateChange[] =>
  history.flatMap(({ type, revision, occurred_at }) => {
    const state = states[type];
    return state === undefined ? [] : [{ revision, state, at: occurred_at.toISOString() }];
  });

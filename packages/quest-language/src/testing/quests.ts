import type { QuestVersion } from '@questline/contracts/catalog/quest';
import { type CompiledQuest, compileQuest } from '../compile-quest.ts';
import type { DecisionContext, QuestEvent } from '../decide-quest.ts';
import { normaliseDefinition, type QuestDefinitionParts } from '../normalise-definition.ts';

/** One objective alone. */
export const single = (
  objective: Partial<QuestDefinitionParts['objectives']['any_of'][number]['all_of'][number]> = {},
): QuestDefinitionParts['objectives'] => ({
  any_of: [{ all_of: [{ event: 'play', aggregate: 'count', op: '>=', target: 3, ...objective }] }],
});

/** A version for tests: three `play` events, once. */
export const versionOf = (
  parts: Partial<QuestDefinitionParts> = {},
  rest: Partial<QuestVersion> = {},
): QuestVersion => ({
  quest_id: '01990000-0000-7000-8000-000000000001',
  version: 1,
  name: 'Player',
  description: null,
  state: 'active',
  definition: normaliseDefinition({ objectives: single(), ...parts }),
  in_flight: 'migrate',
  published_at: '2026-01-01T00:00:00.000Z',
  ...rest,
});

export const questOf = (
  parts: Partial<QuestDefinitionParts> = {},
  rest: Partial<QuestVersion> = {},
): CompiledQuest => compileQuest(versionOf(parts, rest));

let ids = 0;

/** A `play` event at a time, with data; its id is a new one. */
export const eventAt = (time: string, rest: Partial<QuestEvent> = {}): QuestEvent => {
  ids += 1;
  return {
    id: `e${ids}`,
    type: 'play',
    source: 'app',
    user_id: 'ada',
    time: new Date(time),
    data: {},
    ...rest,
  };
};

export const contextAt = (now: string, userZone = 'UTC'): DecisionContext => ({
  now: new Date(now),
  userZone,
  latenessMaxSeconds: 72 * 3_600,
});

import type { QuestDefinition, QuestPublic } from '@questline/contracts/catalog/quest';
import type { Objective } from '@questline/contracts/catalog/quest-definition';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import { openings } from '../openings.ts';
import type { Clock } from '../quest-time.ts';

const time = '2026-03-01T12:00:00Z';

/** A Sunday, noon in London. */
export const clockAt = (now = time): Clock => ({
  now: Date.parse(now),
  timezone: 'Europe/Berlin',
  openings,
});

export const count = (event: string | string[], target = 1): Objective => ({
  event,
  aggregate: 'count',
  op: '>=',
  target,
});

export const definitionOf = (
  objective: Objective,
  change: Partial<QuestDefinition> = {},
): QuestDefinition => ({
  objectives: { any_of: [{ all_of: [objective] }] },
  repeat: { max: 2, policy: 'on_completion' },
  auto_claim: true,
  rewards: [{ currency: 'diamond', amount: 10 }],
  ...change,
});

/** A quest in the full form; its id is its name. */
export const questOf = (name: string, change: Partial<QuestDefinition> = {}): QuestPublic => ({
  id: name,
  name,
  description: null,
  state: 'active',
  version: 1,
  reward_id: null,
  reward: null,
  auto_claim: true,
  streak: null,
  duplication: 2,
  definition: definitionOf(count('match_won', 3), change),
  created_at: time,
  updated_at: time,
});

export const rowOf = (name: string, change: Partial<ProgressRow> = {}): ProgressRow => ({
  id: `row of ${name}`,
  user_id: 'user',
  quest_id: name,
  quest_name: name,
  quest_version: 1,
  status: 0,
  streak: 0,
  target: 3,
  objectives: [[{ value: change.streak ?? 0, target: 3, met: false }]],
  steps: null,
  freezes: null,
  duplication: 0,
  duplication_limit: 2,
  claimable: false,
  claimable_count: 0,
  window: null,
  cooldown_until: null,
  claim_expires_at: null,
  updated_at: time,
  ...change,
});

import { signInTypes } from '@questline/contracts/auth/events';
import type { QuestVersion } from '@questline/contracts/catalog/quest';

/** The shipped quest without an end, so that every event counts however long the run is. */
export const benchQuest: QuestVersion = {
  quest_id: '01990000-0000-7000-8000-000000000001',
  version: 1,
  name: 'sign-in-twenty-times',
  description: null,
  state: 'active',
  definition: {
    objectives: {
      any_of: [{ all_of: [{ event: [...signInTypes], aggregate: 'count', op: '>=', target: 20 }] }],
    },
    repeat: { max: 1_000_000, policy: 'on_completion' },
    auto_claim: true,
    rewards: [{ currency: 'diamond', amount: 10 }],
  },
  in_flight: 'migrate',
  published_at: '2026-01-01T00:00:00.000Z',
};

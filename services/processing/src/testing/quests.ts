import { signInTypes } from '@questline/contracts/auth/events';
import type { QuestVersion } from '@questline/contracts/catalog/quest';

/** The shipped quest, changed where a test needs it. */
export const questVersionOf = (
  change: {
    quest_id?: string;
    version?: number;
    name?: string;
    state?: QuestVersion['state'];
    event?: string[];
    target?: number;
    max?: number;
    auto_claim?: boolean;
    amount?: number;
  } = {},
): QuestVersion => ({
  quest_id: change.quest_id ?? '01990000-0000-7000-8000-000000000001',
  version: change.version ?? 1,
  name: change.name ?? 'sign-in-three-times',
  description: null,
  state: change.state ?? 'active',
  definition: {
    objectives: {
      any_of: [
        {
          all_of: [
            {
              event: change.event ?? [...signInTypes],
              aggregate: 'count',
              op: '>=',
              target: change.target ?? 3,
            },
          ],
        },
      ],
    },
    repeat: { max: change.max ?? 2, policy: 'on_completion' },
    auto_claim: change.auto_claim ?? true,
    rewards: [{ currency: 'diamond', amount: change.amount ?? 10 }],
  },
  in_flight: 'migrate',
  published_at: '2026-01-01T00:00:00.000Z',
});

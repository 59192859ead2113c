import type { QuestDefinition, QuestVersion } from '@questline/contracts/catalog/quest';
import { completionEvery, loadType } from './workload.ts';

/** Counts events of a type without end and pays 10 diamonds at each `target`. */
export const countingQuest = (event: string, target: number): QuestDefinition => ({
  objectives: { any_of: [{ all_of: [{ event, aggregate: 'count', op: '>=', target }] }] },
  repeat: { max: 1_000_000, policy: 'on_completion' },
  auto_claim: true,
  rewards: [{ currency: 'diamond', amount: 10 }],
});

/** A target that no run reaches. */
export const endlessTarget = 1_000_000;

/** What the load moves: each event both, one in 20 completing the first. */
export const loadQuests: readonly {
  readonly name: string;
  readonly definition: QuestDefinition;
}[] = [
  { name: 'bench: twenty levels', definition: countingQuest(loadType, completionEvery) },
  { name: 'bench: a million levels', definition: countingQuest(loadType, endlessTarget) },
];

/** A quest as the catalog publishes it, with an id made of its number. */
export const publishedQuest = (number: number, definition: QuestDefinition): QuestVersion => ({
  quest_id: `01990000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
  version: 1,
  name: `quest ${number}`,
  description: null,
  state: 'active',
  definition,
  in_flight: 'migrate',
  published_at: '2026-01-01T00:00:00.000Z',
});

/** The load's quests, published. */
export const publishedLoadQuests: readonly QuestVersion[] = loadQuests.map(
  ({ definition }, index) => publishedQuest(index + 1, definition),
);

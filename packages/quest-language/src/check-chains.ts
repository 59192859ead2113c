import type { Objective, QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { questCompleted, questStepReached } from '@questline/contracts/processing/events';
import { namedQuests } from './condition/named-quests.ts';
import { expressionOf } from './condition.ts';
import type { Fault } from './fault.ts';

/** The types of events that quests cause themselves, and may count. */
export const completionTypes: readonly string[] = [questCompleted, questStepReached];

/** Most completions that follow from one another behind one event. */
export const chainLengthMax = 8;

/** A quest as a link of a chain. */
export interface ChainedQuest {
  readonly name: string;
  readonly definition: Pick<QuestDefinition, 'objectives' | 'steps'>;
}

/** What completions a quest counts: of the quests named, or undefined for those of any. */
interface Counted {
  readonly place: string;
  readonly types: readonly string[];
  readonly quests: ReadonlySet<string> | undefined;
}

const typesOf = ({ event }: Objective): readonly string[] =>
  (typeof event === 'string' ? [event] : event).filter((type) => completionTypes.includes(type));

const countedBy = ({ definition }: ChainedQuest): readonly Counted[] =>
  definition.objectives.any_of.flatMap(({ all_of }, alternative) =>
    all_of.flatMap((objective, index) => {
      const types = typesOf(objective);
      if (types.length === 0) return [];
      const { where } = objective;
      const place = `objectives.any_of[${alternative}].all_of[${index}]`;
      const quests = where === undefined ? undefined : namedQuests(expressionOf(where));
      return [{ place, types, quests }];
    }),
  );

/** Whether a definition counts completions of quests. */
export const countsCompletions = ({ objectives }: Pick<QuestDefinition, 'objectives'>): boolean =>
  objectives.any_of.some(({ all_of }) => all_of.some((one) => typesOf(one).length > 0));

/** From each quest those that its completions move, among those that count any. */
const createFollowers = (
  quests: ReadonlyMap<string, ChainedQuest>,
  counted: ReadonlyMap<string, readonly Counted[]>,
): ReadonlyMap<string, readonly string[]> => {
  const emits = (id: string, type: string) =>
    type === questCompleted || quests.get(id)?.definition.steps !== undefined;
  const moves = (id: string, { types, quests: named }: Counted) =>
    (named?.has(id) ?? true) && types.some((type) => emits(id, type));
  return new Map(
    [...quests.keys()].map((id) => [
      id,
      [...counted].flatMap(([follower, parts]) =>
        follower !== id && parts.some((part) => moves(id, part)) ? [follower] : [],
      ),
    ]),
  );
};

const reversed = (
  followers: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> => {
  const leaders = new Map<string, string[]>([...followers.keys()].map((id) => [id, []]));
  for (const [id, ids] of followers) for (const follower of ids) leaders.get(follower)?.push(id);
  return leaders;
};

/** The way from a quest back to itself, the shortest; undefined when there is none. */
const cycleOf = (
  id: string,
  followers: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined => {
  const ways = new Map<string, readonly string[]>([[id, [id]]]);
  for (const [at, way] of ways) {
    for (const follower of followers.get(at) ?? []) {
      if (follower === id) return [...way, id];
      if (!ways.has(follower)) ways.set(follower, [...way, follower]);
    }
  }
  return undefined;
};

/** How many links the longest chain from a quest has, itself among them. */
const lengthFrom = (id: string, next: ReadonlyMap<string, readonly string[]>): number => {
  const known = new Map<string, number>();
  const lengthOf = (at: string): number => {
    const length = known.get(at);
    if (length !== undefined) return length;
    // Quests that an earlier release has let through may lead back.
    known.set(at, 1);
    const longest = 1 + Math.max(0, ...(next.get(at) ?? []).map(lengthOf));
    known.set(at, longest);
    return longest;
  };
  return lengthOf(id);
};

/**
 * Faults of a quest that counts completions: a chain of completions that could feed itself by way of it,
 * with its path, or that is too long.
 *
 * @param others Every other quest that counts completions and may still be completed, by id.
 */
export const checkChains = (
  questId: string,
  quest: ChainedQuest,
  others: ReadonlyMap<string, ChainedQuest>,
): readonly Fault[] => {
  if (!countsCompletions(quest.definition)) return [];
  const quests = new Map([...others, [questId, quest] as const]);
  const counted = new Map([...quests].map(([id, each]) => [id, countedBy(each)]));
  const own = counted.get(questId) ?? [];
  const naming = own.filter(({ quests: named }) => named?.has(questId));
  if (naming.length > 0) {
    const message = 'counts completions of the quest itself, which never count for it';
    return naming.map(({ place }) => ({ path: `${place}.where`, message }));
  }
  const path = `${own[0]?.place ?? 'objectives'}.event`;
  const followers = createFollowers(quests, counted);
  const cycle = cycleOf(questId, followers);
  if (cycle) {
    const way = cycle.map((id) => `'${quests.get(id)?.name}'`).join(' → ');
    const message = `could feed itself by completions: ${way}; name quests by event.data.quest_id in where`;
    return [{ path, message }];
  }
  const length = lengthFrom(questId, reversed(followers)) + lengthFrom(questId, followers) - 1;
  return length > chainLengthMax
    ? [{ path, message: `is in a chain of ${length} quests: at most ${chainLengthMax} can follow` }]
    : [];
};

import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { Fault } from './fault.ts';

type Unlockable = Pick<QuestDefinition, 'unlock'>;

/**
 * Faults of the quests that a quest is unlocked by: itself, one that does not exist, one that is
 * unlocked by way of this quest.
 *
 * @param others The unlock lists of every other quest, by id.
 */
export const checkUnlocks = (
  questId: string,
  definition: Unlockable,
  others: ReadonlyMap<string, Unlockable>,
): readonly Fault[] => {
  const leading = leadingTo(questId, definition, others);
  return listed(definition).flatMap(({ path, id }) => {
    if (id === questId) return [{ path, message: 'is the quest itself' }];
    if (!others.has(id)) return [{ path, message: 'is no quest' }];
    return leading.has(id) ? [{ path, message: 'is itself unlocked by way of this quest' }] : [];
  });
};

/** Every quest that the lists name, with its place. */
const listed = ({ unlock = {} }: Unlockable) =>
  (['all', 'any', 'none'] as const).flatMap((list) =>
    (unlock[list] ?? []).map((id, index) => ({ path: `unlock.${list}[${index}]`, id })),
  );

/** The quests from which the lists lead to `questId`: forwards from its own, then back again. */
const leadingTo = (
  questId: string,
  definition: Unlockable,
  others: ReadonlyMap<string, Unlockable>,
): ReadonlySet<string> => {
  const parents = new Map<string, string[]>();
  const edgesOf = (id: string) => idsOf(id === questId ? definition : others.get(id));
  walk(questId, (id) => {
    const edges = edgesOf(id);
    for (const edge of edges) {
      const known = parents.get(edge);
      if (known) known.push(id);
      else parents.set(edge, [id]);
    }
    return edges;
  });
  return walk(questId, (id) => parents.get(id) ?? []);
};

const idsOf = ({ unlock = {} }: Unlockable = {}): readonly string[] => [
  ...new Set([...(unlock.all ?? []), ...(unlock.any ?? []), ...(unlock.none ?? [])]),
];

/** Everything that can be reached, `from` included. */
const walk = (from: string, next: (id: string) => readonly string[]): ReadonlySet<string> => {
  const reached = new Set([from]);
  for (const id of reached) for (const other of next(id)) reached.add(other);
  return reached;
};

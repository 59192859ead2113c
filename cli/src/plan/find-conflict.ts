import type { Catalog } from '../catalog/catalog.ts';
import { foldName } from '../files/fold-name.ts';
import type { Change, Conflict } from './plan.ts';

/** What was last applied from here: the revision of each quest and reward, by name as compared. */
export interface Applied {
  readonly quests: Readonly<Record<string, string>>;
  readonly rewards: Readonly<Record<string, string>>;
}

/** A revision begins with the id of what it is a state of. */
const idOf = (revision: string): string => revision.slice(0, 36);

const nameOf = (catalog: Catalog, kind: Change['kind'], id: string): string | undefined =>
  kind === 'quest'
    ? catalog.quests.find(({ shown }) => shown.id === id)?.shown.name
    : catalog.rewards.find(({ shown }) => shown.id === id)?.shown.reward_name;

/** Why a change may not be made: its quest or reward is no longer what was last applied from here. */
export const findConflict = (
  change: Change,
  applied: Applied,
  catalog: Catalog,
): Conflict | null => {
  const known = applied[change.kind === 'quest' ? 'quests' : 'rewards'][foldName(change.name)];
  if (known === undefined || change.commands.length === 0) return null;
  if (change.revision === null) {
    const renamed_to = nameOf(catalog, change.kind, idOf(known)) ?? null;
    return renamed_to === null ? null : { known, found: known, renamed_to, change: null };
  }
  if (known === change.revision) return null;
  return { known, found: change.revision, renamed_to: null, change: null };
};

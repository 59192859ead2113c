import { isDeepStrictEqual } from 'node:util';
import type { AuditCount } from '@questline/postgres/audit';
import type { Queryable } from '@questline/postgres/database';
import { aggregateOf, toCatalogEvent } from './changes/change.ts';
import { selectHistoryAfter } from './commands/history/history.sql.ts';
import { selectShown } from './queries/views/projection.sql.ts';
import { evolveQuest, type Quest } from './quests/quest.ts';
import { evolveReward, type Reward } from './rewards/reward.ts';

const pageSize = 5_000;

/** Every quest and reward as the history leaves it at a position, by id. */
const foldHistory = async (
  store: Queryable,
  position: number,
): Promise<Map<string, Quest | Reward>> => {
  const folded = new Map<string, Quest | Reward>();
  for (let after = 0; after < position; ) {
    const page = await selectHistoryAfter(store, after, Math.min(pageSize, position - after));
    if (page.length === 0) break;
    for (const event of page.map(toCatalogEvent)) {
      const { aggregate, id } = aggregateOf(event);
      const before = folded.get(id);
      const state =
        aggregate === 'quest'
          ? evolveQuest(before as Quest | undefined, event)
          : evolveReward(before as Reward | undefined, event);
      if (state === undefined) folded.delete(id);
      else folded.set(id, state);
    }
    after = page.at(-1)?.position ?? position;
  }
  return folded;
};

/** The views show every quest and reward as the history leaves it at their position, and no other. */
export const auditViews = async (store: Queryable, views: Queryable): Promise<AuditCount> => {
  const { position, states } = await selectShown<Quest | Reward>(views);
  const folded = await foldHistory(store, position);
  const ids = new Set([...states.keys(), ...folded.keys()]);
  const wrong = [...ids].filter((id) => !isDeepStrictEqual(states.get(id), folded.get(id)));
  return { checked: ids.size, violations: wrong.length };
};

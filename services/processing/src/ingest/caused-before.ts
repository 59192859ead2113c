import type { IngestCaused } from '@questline/contracts/processing/ingest';
import type { Queryable } from '@questline/postgres/database';
import { identityKeyOf } from '../events/event-identity.ts';
import { toCaused } from './caused.ts';
import { selectCauses, selectGrantLines, selectQuestNames } from './causes.sql.ts';

type Identity = { readonly source: string; readonly id: string };

/**
 * What replayed events caused when they arrived first, one for each in order; undefined where that is not
 * known any more.
 */
export const readCausedBefore = async (
  database: Queryable,
  replayed: readonly Identity[],
): Promise<readonly (IngestCaused | undefined)[]> => {
  if (replayed.length === 0) return [];
  const identities = replayed.map(identityKeyOf);
  const causes = await selectCauses(database, identities);
  const all = [...causes.values()];
  const versions = all
    .flatMap(({ m = [], u = [], c = [] }) => [...m, ...u, ...c])
    .map(([quest_id, version]) => ({ quest_id, version }));
  const grantIds = all.flatMap(({ c = [] }) => c.flatMap(([, , , , , id]) => id ?? []));
  const names = await selectQuestNames(database, versions);
  const lines = await selectGrantLines(database, grantIds);
  return identities.map((identity) => {
    const cause = causes.get(identity);
    return (
      cause &&
      toCaused(cause, {
        nameOf: (questId, version) => names.get(`${questId}/${version}`) ?? '',
        linesOf: (grantId) => lines.get(grantId),
      })
    );
  });
};

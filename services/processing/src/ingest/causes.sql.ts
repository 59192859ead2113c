import type { RewardLine } from '@questline/contracts/catalog/reward';
import { integerColumn, uuidColumn } from '@questline/postgres/columns';
import type { Queryable } from '@questline/postgres/database';
import type { EventCause } from '../progress/event-cause.ts';

/**
 * What events caused when they arrived, by their identities; those are left out that are no longer stored,
 * or were stored by a release that did not keep it. Unnamed, as it is planned for the months there are.
 */
export const selectCauses = async (
  database: Queryable,
  identities: readonly string[],
): Promise<ReadonlyMap<string, EventCause>> => {
  const { rows } = await database.query<{ identity: string; caused: string | null }>({
    text: `
      select replace(i.identity::text, '-', '') as identity, e.caused
      from event_identities i
      cross join lateral (select caused from events where seq = i.seq limit 1) e
      where i.identity = any($1::uuid[])`,
    values: [uuidColumn(identities)],
  });
  return new Map(
    rows.map(({ identity, caused }): [string, EventCause] => [
      identity,
      caused === null ? {} : JSON.parse(caused),
    ]),
  );
};

/** Names of quests in their versions, by `<quest>/<version>`. */
export const selectQuestNames = async (
  database: Queryable,
  versions: readonly { readonly quest_id: string; readonly version: number }[],
): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await database.query<{ quest_id: string; version: number; name: string }>({
    text: `
      select v.quest_id, v.version, v.name
      from (select distinct * from unnest($1::uuid[], $2::integer[])) as w (quest_id, version)
      join quest_versions v on v.quest_id = w.quest_id and v.version = w.version`,
    values: [
      uuidColumn(versions.map(({ quest_id }) => quest_id)),
      integerColumn(versions.map(({ version }) => version)),
    ],
  });
  return new Map(rows.map(({ quest_id, version, name }) => [`${quest_id}/${version}`, name]));
};

export const selectGrantLines = async (
  database: Queryable,
  grantIds: readonly string[],
): Promise<ReadonlyMap<string, readonly RewardLine[]>> => {
  const { rows } = await database.query<{ grant_id: string; lines: RewardLine[] }>({
    text: 'select grant_id, lines from grants where grant_id = any($1::uuid[])',
    values: [uuidColumn(grantIds)],
  });
  return new Map(rows.map(({ grant_id, lines }) => [grant_id, lines]));
};

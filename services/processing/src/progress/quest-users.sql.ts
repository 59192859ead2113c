import type { Queryable } from '@questline/postgres/database';

/** Users on a version of a quest. */
export interface QuestUsersRow {
  readonly version: number;
  readonly users: number;
  readonly half_way: number;
}

/** How many users are on each version of a quest, and how many of them are in the middle of it. */
export const selectQuestUsers = async (
  database: Queryable,
  questId: string,
): Promise<QuestUsersRow[]> => {
  const { rows } = await database.query<QuestUsersRow>({
    name: 'select-quest-users',
    text: `
      select quest_version as version, count(*) as users,
        count(*) filter (where status = 0) as half_way
      from user_quest_rewards
      where quest_id = $1
      group by quest_version
      order by quest_version`,
    values: [questId],
  });
  return rows;
};

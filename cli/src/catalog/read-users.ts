import { questUsers } from '@questline/contracts/processing/progress';
import type { CatalogClient } from './client.ts';

/** How many users a quest has, and how many are in the middle of it; undefined where nobody knows it. */
export const readUsers = async (
  { send }: CatalogClient,
  questId: string,
): Promise<{ readonly total: number; readonly half_way: number } | undefined> => {
  const { status, body } = await send({ method: 'GET', path: `/progress/${questId}/users` });
  const { data } = questUsers.safeParse(body);
  if (status !== 200 || data === undefined) return undefined;
  return {
    total: data.data.reduce((sum, { users }) => sum + users, 0),
    half_way: data.data.reduce((sum, { half_way }) => sum + half_way, 0),
  };
};

import { type QuestChange, questChange } from '@questline/contracts/catalog/quest';
import { pageOf } from '@questline/contracts/paging';
import type { CatalogClient } from './client.ts';

/** Who changed a quest last, when, and how; undefined where that is not told. */
export const readLastChange = async (
  { send }: CatalogClient,
  questId: string,
): Promise<QuestChange | undefined> => {
  const path = `/quests/${questId}/history?limit=1`;
  const { status, body } = await send({ method: 'GET', path });
  const { data } = pageOf(questChange).safeParse(body);
  return status === 200 ? data?.data[0] : undefined;
};

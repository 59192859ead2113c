import { type QuestPublic, questPublic } from '@questline/contracts/catalog/quest';
import { type RewardPublic, rewardPublic } from '@questline/contracts/catalog/reward';
import { listOf } from '@questline/contracts/paging';
import type { z } from 'zod';
import type { Catalog, Found } from './catalog.ts';
import { CatalogError } from './catalog-error.ts';
import type { Answer, CatalogClient } from './client.ts';

const pageSize = 500;
const pagesMax = 200;
/** How often a list is read from the beginning when somebody adds or takes away while it is read. */
const readingsMax = 3;
const requestsAtOnce = 8;

/** Reads an answer as what the contract says. Throws CatalogError for any other. */
const readAs = <Schema extends z.ZodType>(
  url: string,
  path: string,
  schema: Schema,
  { status, body }: Answer,
): z.infer<Schema> => {
  const { data, success } = schema.safeParse(body);
  if (status === 200 && success) return data;
  throw new CatalogError(
    status === 404
      ? `${url} does not seem to be Questline: there is no /api/v1${path}.`
      : `${url} answers ${status} to /api/v1${path}, not as this version of Questline does.`,
  );
};

const readPages = async <Item extends z.ZodType>(
  { url, send }: CatalogClient,
  path: string,
  item: Item,
): Promise<{ readonly data: readonly z.infer<Item>[]; readonly count: number }> => {
  const data: z.infer<Item>[] = [];
  for (let page = 0; page < pagesMax; page += 1) {
    const query = `${path}${path.includes('?') ? '&' : '?'}skip=${page * pageSize}&limit=${pageSize}`;
    const answer = readAs(url, path, listOf(item), await send({ method: 'GET', path: query }));
    data.push(...answer.data);
    if (answer.data.length < pageSize) return { data, count: answer.count };
  }
  throw new CatalogError(`The catalog has more than ${pageSize * pagesMax} of them: ${path}`);
};

/** Reads a whole list, of one moment as far as can be told. */
const readList = async <Item extends z.ZodType<{ readonly id: string }>>(
  client: CatalogClient,
  path: string,
  item: Item,
): Promise<readonly z.infer<Item>[]> => {
  for (let reading = 1; ; reading += 1) {
    const { data, count } = await readPages(client, path, item);
    const byId = new Map(data.map((each) => [each.id, each]));
    if (byId.size === count || reading === readingsMax) return [...byId.values()];
  }
};

/** A quest or a reward by itself, which is how its revision is told; undefined when it is gone. */
const readOne = async <Item extends z.ZodType>(
  { url, send }: CatalogClient,
  path: string,
  item: Item,
): Promise<Found<z.infer<Item>> | undefined> => {
  const answer = await send({ method: 'GET', path });
  if (answer.status === 404) return undefined;
  const shown = readAs(url, path, item, answer);
  return { shown, revision: revisionOf(answer) };
};

/** The revision that an answer tells of: its ETag, without the quotes. */
export const revisionOf = ({ headers }: Pick<Answer, 'headers'>): string =>
  (headers.get('etag') ?? '').replace(/^W\//, '').replace(/^"|"$/g, '');

const inTurn = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += requestsAtOnce) {
    results.push(...(await Promise.all(items.slice(start, start + requestsAtOnce).map(work))));
  }
  return results;
};

const isFound = <Shown>(found: Found<Shown> | undefined): found is Found<Shown> =>
  found !== undefined;

/** Reads all of the catalog, each quest and reward with its revision. */
export const readCatalog = async (client: CatalogClient): Promise<Catalog> => {
  const quests = await readList(client, '/quests/?sort=created_at', questPublic);
  const rewards = await readList(client, '/rewards/', rewardPublic);
  const readQuest = ({ id }: QuestPublic) => readOne(client, `/quests/${id}`, questPublic);
  const readReward = ({ id }: RewardPublic) => readOne(client, `/rewards/${id}`, rewardPublic);
  return {
    quests: (await inTurn(quests, readQuest)).filter(isFound),
    rewards: (await inTurn(rewards, readReward)).filter(isFound),
  };
};

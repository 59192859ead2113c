import { eventually } from '@questline/testkit/eventually';
import { expect } from 'vitest';
import { read } from '../client.ts';
import { type AppEvent, appEventTypes, medalsMax, recount } from './app-quests.ts';

interface Reader {
  readonly baseUrl: string;
  /** Of a superuser. */
  readonly token: string;
  readonly questIds: Readonly<Record<string, string>>;
  /** Longest to wait for one user, in ms. */
  readonly limitMs: number;
}

interface Row {
  readonly quest_id: string;
  readonly streak: number;
  readonly duplication: number;
}

const readStanding = async ({ baseUrl, token, questIds }: Reader, user: string) => {
  const path = `/progress/?user_id=${encodeURIComponent(user)}`;
  const { data } = await read<{ data: Row[] }>(baseUrl, path, token);
  return Object.fromEntries(
    appEventTypes.map((type) => {
      const row = data.find(({ quest_id }) => quest_id === questIds[type]);
      return [type, [row?.streak ?? 0, row?.duplication ?? 0]];
    }),
  );
};

const readBalances = async ({ baseUrl, token }: Reader, user: string) => {
  const path = `/wallets/${encodeURIComponent(user)}`;
  const wallet = await read<{ balances: Record<string, number> }>(baseUrl, path, token).catch(
    (error: Error) => {
      // The wallet does not know a user who was never paid.
      if (error.message.endsWith(': 404')) return undefined;
      throw error;
    },
  );
  return wallet?.balances ?? {};
};

/** Waits until a user stands where these events lead; resolves with the medals the user holds. */
const expectExactUser = (
  reader: Reader,
  user: string,
  events: readonly AppEvent[],
  hasClaimed: boolean,
): Promise<number> =>
  eventually(async () => {
    const { standing, balances: owed } = recount(events);
    expect(await readStanding(reader, user)).toEqual(standing);
    const balances = await readBalances(reader, user);
    const held = Object.keys(owed).map((currency) => [currency, balances[currency] ?? 0]);
    const expected = { ...owed, chest: hasClaimed ? owed.chest : 0 };
    expect(Object.fromEntries(held)).toEqual(expected);
    return balances.medal ?? 0;
  }, reader.limitMs);

/**
 * Waits until every event has had its outcome, once: each user's totals are those that a recount of the
 * events comes to, and of the budget all was paid that was earned, and no more. Resolves with what was
 * paid of it.
 */
export const expectExactOutcome = async (
  reader: Reader,
  sent: readonly AppEvent[],
  claimers: ReadonlySet<string>,
): Promise<string> => {
  let medals = 0;
  for (const user of new Set(sent.map(({ user_id }) => user_id))) {
    const events = sent.filter(({ user_id }) => user_id === user);
    medals += await expectExactUser(reader, user, events, claimers.has(user));
  }
  const earned = sent.filter(({ type }) => type === 'boss').length;
  expect(medals).toBe(Math.min(medalsMax, earned));
  return `${medals} of ${earned} medals paid`;
};

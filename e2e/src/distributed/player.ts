import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '@questline/testkit/eventually';
import { expect } from 'vitest';
import { read, signIn, signUp } from '../client.ts';
import { queryOne } from './query.ts';

const retryDelayMs = 50;
const attemptsMax = 400;

interface StoredEvent {
  readonly id: string;
  readonly type: string;
}

/** A user who signs in through whatever happens to the system, and keeps count. */
export interface Player {
  readonly id: string;
  readonly name: string;
  /** Of the last sign-in. */
  token: string;
  /** Sign-ins that were answered with 200: each must have counted. */
  answered: number;
  /** Sign-ins without such an answer: each may or may not have counted. */
  unanswered: number;
}

let players = 0;

export const createPlayer = async (baseUrl: string): Promise<Player> => {
  players += 1;
  const name = `player-${players}`;
  const id = await signUp(baseUrl, name);
  return { id, name, token: '', answered: 0, unanswered: 0 };
};

/** One try; whether it was answered with 200. */
export const trySignIn = async (baseUrl: string, player: Player): Promise<boolean> => {
  try {
    player.token = await signIn(baseUrl, player.name);
    player.answered += 1;
    return true;
  } catch {
    player.unanswered += 1;
    return false;
  }
};

/** Tries until `times` sign-ins were answered with 200. */
export const signInTimes = async (baseUrl: string, player: Player, times: number) => {
  let done = 0;
  for (let attempt = 0; done < times; attempt += 1) {
    if (attempt === attemptsMax) throw new Error(`${player.name} cannot sign in`);
    if (await trySignIn(baseUrl, player)) done += 1;
    else await wait(retryDelayMs);
  }
};

export const readEventTypes = async (baseUrl: string, { token }: Player): Promise<string[]> => {
  const events = await read<{ data: StoredEvent[] }>(baseUrl, '/events/?limit=1000', token);
  return events.data.map(({ type }) => type);
};

const readBalances = (baseUrl: string, { token }: Player) =>
  read<Record<'diamond' | 'gold', number>>(baseUrl, '/users/me', token);

export const readDiamonds = async (baseUrl: string, player: Player): Promise<number> =>
  (await readBalances(baseUrl, player)).diamond;

/**
 * Waits until all that a player did has arrived, exactly once: every sign-in the auth service has
 * committed is an event, every third of them up to the sixth a completion, each worth ten diamonds.
 * With `pairsPay`, every second sign-in is a completion besides, each worth one gold.
 */
export const expectExactTotals = (
  shape: { baseUrl: string; databaseUrls: { auth: string } },
  player: Player,
  options: { pairsPay?: boolean; limitMs?: number } = {},
): Promise<number> =>
  eventually(async () => {
    const sessions = 'select count(*)::int as count from sessions where user_id = $1';
    const { count: signIns } = await queryOne<{ count: number }>(
      shape.databaseUrls.auth,
      sessions,
      [player.id],
    );
    expect(signIns).toBeGreaterThanOrEqual(player.answered);
    expect(signIns).toBeLessThanOrEqual(player.answered + player.unanswered);
    const threes = Math.min(2, Math.floor(signIns / 3));
    const pairs = options.pairsPay ? Math.floor(signIns / 2) : 0;
    const types = await readEventTypes(shape.baseUrl, player);
    expect(types.filter((type) => type.endsWith('SignIn'))).toHaveLength(signIns);
    expect(types.indexOf('NewUserSignIn')).toBe(0);
    expect(types.lastIndexOf('NewUserSignIn')).toBe(0);
    expect(types.filter((type) => type === 'QuestCompleted')).toHaveLength(threes + pairs);
    expect(types).toHaveLength(signIns + threes + pairs);
    const { diamond, gold } = await readBalances(shape.baseUrl, player);
    expect({ diamond, gold }).toEqual({ diamond: 10 * threes, gold: pairs });
    return signIns;
  }, options.limitMs ?? 30_000);

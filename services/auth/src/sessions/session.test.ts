import { describe, expect, test } from 'vitest';
import {
  decideRefresh,
  openSession,
  rotationGraceMs,
  secondsUntil,
  tokenExpiry,
} from './session.ts';

const now = new Date('2026-01-01T00:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const opened = openSession({
  user_id: 'u',
  id: 's',
  token_id: 'first',
  now,
  ttlSeconds: 100,
  tokenTtlSeconds: 10,
});
const rotated = { ...opened, token_id: 'second', previous_token_id: 'first', rotated_at: now };
const refresh = (session: typeof opened | undefined, token_id: string, at = now) =>
  decideRefresh(session, { token_id, new_token_id: 'new', now: at, tokenTtlSeconds: 20 });

describe('refreshing', () => {
  test('given the newest token, then the session moves on to a new one', () => {
    expect(refresh(rotated, 'second', after(5))).toEqual({
      kind: 'rotated',
      session: {
        ...opened,
        token_id: 'new',
        previous_token_id: 'second',
        rotated_at: after(5),
        tokens_expire_at: after(5 + rotationGraceMs + 20_000),
      },
    });
  });

  test('given the token before, within the grace, then the newest is given again', () => {
    expect(refresh(rotated, 'first', after(rotationGraceMs))).toEqual({
      kind: 'joined',
      session: rotated,
    });
  });

  test('given the token before, after the grace, then it is reused', () => {
    expect(refresh(rotated, 'first', after(rotationGraceMs + 1))).toEqual({ kind: 'reused' });
  });

  test('given an older token, then it is reused', () => {
    expect(refresh(rotated, 'zeroth')).toEqual({ kind: 'reused' });
    expect(refresh(opened, 'zeroth')).toEqual({ kind: 'reused' });
  });

  test('given no session, or one past its end, then it is over', () => {
    expect(refresh(undefined, 'first')).toEqual({ kind: 'over' });
    expect(refresh(opened, 'first', after(100_000))).toEqual({ kind: 'over' });
  });
});

test('the last token of a session may be issued up to the end of the grace', () => {
  expect(opened.tokens_expire_at).toEqual(after(rotationGraceMs + 10_000));
  const late = refresh(opened, 'first', after(90_000));
  expect(late).toMatchObject({ session: { tokens_expire_at: opened.expires_at } });
});

test('a token never outlives its session', () => {
  expect(tokenExpiry(opened, now, 60)).toEqual(after(60_000));
  expect(tokenExpiry(opened, after(90_000), 60)).toEqual(after(100_000));
});

test('seconds are whole and never negative', () => {
  expect(secondsUntil(after(1_999), now)).toBe(1);
  expect(secondsUntil(now, after(1))).toBe(0);
});

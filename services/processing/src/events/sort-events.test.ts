import { newUserSignIn } from '@questline/contracts/auth/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/events.ts';
import type { ArrivingEvent } from './event.ts';
import { isFirstSignIn, isPrepared, prepareEvents, sortEvents } from './sort-events.ts';

const now = new Date('2026-06-01T12:00:00Z');
const latenessMaxSeconds = 72 * 3600;
const at = (time: string) => eventOf({ time });
const prepare = (events: readonly ArrivingEvent[]) =>
  prepareEvents(events, { now, latenessMaxSeconds });

/** Sorts events, of which some were stored before. */
const sort = (events: readonly ArrivingEvent[], known: readonly ArrivingEvent[] = []) => {
  const stored = prepare(known).filter(isPrepared);
  const outcomes = sortEvents(prepare(events), {
    payloads: new Map(stored.map(({ identity, payload }) => [identity, payload])),
    signedIn: new Set(stored.filter(isFirstSignIn).map(({ user_id }) => user_id)),
  });
  const fresh = outcomes.flatMap((each) => (each.kind === 'accepted' ? each.event : []));
  return { kinds: outcomes.map(({ kind }) => kind), outcomes, fresh };
};

describe('sortEvents', () => {
  it('given a stored event, when the same comes again, then it is accepted and not fresh', () => {
    const event = at('2026-06-01T12:00:00Z');
    const { kinds, fresh } = sort([event], [event]);
    expect(kinds).toEqual(['replayed']);
    expect(fresh).toEqual([]);
  });

  it('given a stored event, when the same comes again on another trace, then it is a replay', () => {
    const event = at('2026-06-01T12:00:00Z');
    const traceparent = `00-${'1'.repeat(32)}-b7ad6b7169203331-01`;
    const { kinds, fresh } = sort([{ ...event, traceparent }], [event]);
    expect(kinds).toEqual(['replayed']);
    expect(fresh).toEqual([]);
  });

  it('given a stored event, when its identity comes with another payload, then it is rejected', () => {
    const event = at('2026-06-01T12:00:00Z');
    const { kinds, fresh } = sort([{ ...event, data: { user_name: 'eve' } }], [event]);
    expect(kinds).toEqual(['conflicting']);
    expect(fresh).toEqual([]);
  });

  it('given a batch with the same event twice, then the second is a replay', () => {
    const event = at('2026-06-01T12:00:00Z');
    const { kinds, fresh } = sort([event, { ...event }]);
    expect(kinds).toEqual(['accepted', 'replayed']);
    expect(fresh).toHaveLength(1);
  });

  it('given a stored first sign-in, when another identity claims to be the first, then it is rejected', () => {
    const first = eventOf({ type: newUserSignIn, time: now.toISOString() });
    const second = eventOf({ type: newUserSignIn, subject: first.subject });
    expect(sort([second], [first]).kinds).toEqual(['conflicting']);
    expect(sort([first, second]).kinds).toEqual(['accepted', 'conflicting']);
  });

  it.each([
    ['2026-05-29T12:00:00Z', null],
    ['2026-05-29T11:59:59Z', 'late'],
    ['2026-06-01T12:05:00Z', null],
    ['2026-06-01T12:05:01Z', 'future'],
  ])('given an event of %s, then its flag is %s', (time, flag) => {
    expect(sort([at(time)]).fresh[0]?.flag).toBe(flag);
  });

  it.each(['\0', '\ud800'])(
    'given a character that cannot be stored, then it is rejected',
    (bad) => {
      const events = [
        eventOf({ data: { text: `a${bad}b` } }),
        eventOf({ data: { [`a${bad}b`]: 1 } }),
        eventOf({ subject: `a${bad}b` }),
      ];
      expect(sort(events).kinds).toEqual(['faulty', 'faulty', 'faulty']);
    },
  );

  it('given text that only looks like an escape, then it is accepted', () => {
    expect(sort([eventOf({ data: { text: '\\u0000 \\\\ud800' } })]).kinds).toEqual(['accepted']);
  });

  it.each([
    '1970-01-01T00:00:00Z',
    '1999-12-31T23:59:59Z',
    '2027-06-03T12:00:00Z',
    '9999-01-01T00:00:00Z',
  ])('given a time that cannot be, %s, then it is refused with its path', (time) => {
    expect(sort([at(time)]).outcomes).toMatchObject([{ kind: 'faulty', fault: { path: 'time' } }]);
  });

  it('given no time by its sender, when it comes again later, then it is a replay', () => {
    const timed = at('2026-06-01T12:00:00Z');
    const first = { ...timed, time: '2026-06-01T11:59:00Z', untimed: true } as const;
    const again = { ...timed, untimed: true } as const;
    expect(sort([again], [first]).kinds).toEqual(['replayed']);
    expect(sort([timed], [first]).kinds).toEqual(['conflicting']);
  });

  it('given the keys of its data in another order, then it is a replay', () => {
    const event = eventOf({ time: now.toISOString(), data: { a: 1, b: { c: [1, 2], d: null } } });
    const again = { ...event, data: { b: { d: null, c: [1, 2] }, a: 1 } };
    expect(sort([again], [event]).kinds).toEqual(['replayed']);
    expect(sort([{ ...event, data: { a: 1, b: { c: [2, 1], d: null } } }], [event]).kinds).toEqual([
      'conflicting',
    ]);
  });

  it('stores each identity once, whatever is sent how often in which order', () => {
    const events = Array.from({ length: 6 }, () => at('2026-06-01T12:00:00Z'));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5 }), { maxLength: 40 }), (order) => {
        const sent = order.flatMap((index) => events[index] ?? []);
        const { fresh, kinds } = sort(sent);
        expect(fresh.map(({ id }) => id)).toEqual([...new Set(sent.map(({ id }) => id))]);
        expect(kinds.filter((kind) => kind === 'replayed')).toHaveLength(
          sent.length - fresh.length,
        );
      }),
    );
  });
});

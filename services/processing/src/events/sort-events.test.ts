import { newUserSignIn } from '@questline/contracts/auth/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/events.ts';
import { toStoredEvent } from './event.ts';
import { sortEvents } from './sort-events.ts';

const now = new Date('2026-06-01T12:00:00Z');
const latenessMaxSeconds = 72 * 3600;
const at = (time: string) => eventOf({ time });
const sort = (events: ReturnType<typeof eventOf>[], known: ReturnType<typeof eventOf>[] = []) =>
  sortEvents({
    events,
    known: known.map((event) => toStoredEvent(event, null)),
    now,
    latenessMaxSeconds,
  });

describe('sortEvents', () => {
  it('given a stored event, when the same comes again, then it is accepted and not fresh', () => {
    const event = at('2026-06-01T12:00:00Z');
    const { verdicts, fresh } = sort([event], [event]);
    expect(verdicts).toEqual([{ kind: 'accepted' }]);
    expect(fresh).toEqual([]);
  });

  it('given a stored event, when the same comes again on another trace, then it is a replay', () => {
    const event = at('2026-06-01T12:00:00Z');
    const traceparent = `00-${'1'.repeat(32)}-b7ad6b7169203331-01`;
    const { verdicts, fresh } = sort([{ ...event, traceparent }], [event]);
    expect(verdicts).toEqual([{ kind: 'accepted' }]);
    expect(fresh).toEqual([]);
  });

  it('given a stored event, when its identity comes with another payload, then it is rejected', () => {
    const event = at('2026-06-01T12:00:00Z');
    const { verdicts, fresh } = sort([{ ...event, data: { user_name: 'eve' } }], [event]);
    expect(verdicts[0]).toMatchObject({ kind: 'rejected' });
    expect(fresh).toEqual([]);
  });

  it('given a batch with the same event twice, then the second is a replay', () => {
    const event = at('2026-06-01T12:00:00Z');
    const { verdicts, fresh } = sort([event, { ...event }]);
    expect(verdicts).toEqual([{ kind: 'accepted' }, { kind: 'accepted' }]);
    expect(fresh).toHaveLength(1);
  });

  it('given a stored first sign-in, when another identity claims to be the first, then it is rejected', () => {
    const first = eventOf({ type: newUserSignIn, time: now.toISOString() });
    const second = eventOf({ type: newUserSignIn, subject: first.subject });
    expect(sort([second], [first]).verdicts[0]).toMatchObject({ kind: 'rejected' });
    expect(sort([first, second]).verdicts[1]).toMatchObject({ kind: 'rejected' });
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
      for (const verdict of sort(events).verdicts) expect(verdict.kind).toBe('rejected');
    },
  );

  it('given text that only looks like an escape, then it is accepted', () => {
    expect(sort([eventOf({ data: { text: '\\u0000 \\\\ud800' } })]).verdicts[0]?.kind).toBe(
      'accepted',
    );
  });

  it('stores each identity once, whatever is sent how often in which order', () => {
    const events = Array.from({ length: 6 }, () => at('2026-06-01T12:00:00Z'));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5 }), { maxLength: 40 }), (order) => {
        const sent = order.flatMap((index) => events[index] ?? []);
        const { fresh, verdicts } = sort(sent);
        expect(fresh.map(({ id }) => id)).toEqual([...new Set(sent.map(({ id }) => id))]);
        expect(verdicts.every(({ kind }) => kind === 'accepted')).toBe(true);
      }),
    );
  });
});

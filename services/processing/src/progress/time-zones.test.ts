import { authSource, userSignIn } from '@questline/contracts/auth/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toStoredEvent } from '../events/event.ts';
import { eventOf } from '../testing/events.ts';
import { createTimeZones, namedTimeZone } from './time-zones.ts';

const storedOf = (change: Parameters<typeof eventOf>[0], flag: 'late' | 'future' | null = null) => {
  const event = eventOf({ source: 'app', type: 'play', subject: 'ada', data: {}, ...change });
  return toStoredEvent(event, new Date(event.time), flag);
};

const at = (hour: number) => new Date(Date.UTC(2030, 0, 1, hour)).toISOString();

describe('namedTimeZone', () => {
  it('is the zone of the event itself', () => {
    expect(namedTimeZone(storedOf({ timezone: 'Asia/Tokyo' }))).toBe('Asia/Tokyo');
  });

  it('is that of the profile for a sign-in', () => {
    const signIn = { source: authSource, type: userSignIn, data: { timezone: 'Asia/Tokyo' } };
    expect(namedTimeZone(storedOf(signIn))).toBe('Asia/Tokyo');
  });

  it.each([
    ['an order', { type: 'order.paid' }],
    ['what an app calls a sign-in', { type: userSignIn }],
  ])('is none that is in the data of %s', (_, change) => {
    expect(
      namedTimeZone(storedOf({ ...change, data: { timezone: 'Asia/Tokyo' } })),
    ).toBeUndefined();
  });
});

describe('createTimeZones', () => {
  it('knows no zone before one is named', () => {
    expect(createTimeZones([]).at(storedOf({}))).toBeUndefined();
  });

  it('counts an event that comes late in the zone that a later one has named', () => {
    const zones = createTimeZones([]);
    expect(zones.at(storedOf({ time: at(2), timezone: 'Asia/Tokyo' }))).toBe('Asia/Tokyo');
    expect(zones.at(storedOf({ time: at(1), timezone: 'Europe/Berlin' }))).toBe('Asia/Tokyo');
  });

  it('does not take a zone from an event that is ahead of its time', () => {
    const zones = createTimeZones([]);
    expect(zones.at(storedOf({ time: at(2), timezone: 'Asia/Tokyo' }, 'future'))).toBeUndefined();
    expect(zones.changes()).toEqual([]);
  });

  it('ends with the zone of the latest event, whatever the order of arrival and the batches', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'Asia/Tokyo', 'America/Lima', undefined);
    fc.assert(
      fc.property(
        fc
          .array(zone, { minLength: 1, maxLength: 8 })
          .map((zones) => zones.map((timezone, hour) => ({ timezone, hour })))
          .chain((events) =>
            fc.record({
              events: fc.constant(events),
              arrivals: fc.shuffledSubarray(events, { minLength: events.length }),
              split: fc.nat(8),
            }),
          ),
        ({ events, arrivals, split }) => {
          const latest = events.findLast(({ timezone }) => timezone !== undefined);
          let stored: ReturnType<ReturnType<typeof createTimeZones>['changes']> = [];
          for (const batch of [arrivals.slice(0, split), arrivals.slice(split)]) {
            const zones = createTimeZones(stored);
            for (const { timezone, hour } of batch) {
              zones.at(storedOf({ time: at(hour), ...(timezone && { timezone }) }));
            }
            const changes = zones.changes();
            if (changes.length > 0) stored = changes;
          }
          expect(stored[0]?.timezone).toBe(latest?.timezone);
        },
      ),
    );
  });
});

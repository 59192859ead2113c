import { describe, expect, it } from 'vitest';
import { placeOf, summariseProfile } from './summarise-profile.ts';

const frame = (functionName: string, url = '', lineNumber = -1) => ({
  functionName,
  url,
  lineNumber,
});

describe('summariseProfile', () => {
  const profile = {
    startTime: 1_000,
    nodes: [
      { id: 1, callFrame: frame('(idle)') },
      {
        id: 2,
        callFrame: frame('decide', 'file:///q/services/processing/src/progress/advance.ts', 9),
      },
      { id: 3, callFrame: frame('parse', 'file:///q/node_modules/pg-protocol/dist/parser.js', 0) },
    ],
    samples: [2, 1, 3, 2, 2],
    timeDeltas: [10, 10, 20, 30, 500],
  };

  it('adds up self times within the window, without those in which nothing ran', () => {
    expect(summariseProfile(profile, 1_000, 1_100)).toEqual({
      busyMicros: 60,
      functions: [
        { name: 'decide progress/advance.ts:10', micros: 40 },
        { name: 'parse dist/parser.js:1', micros: 20 },
      ],
      places: [
        { name: 'services/processing/src/progress', micros: 40 },
        { name: 'pg-protocol', micros: 20 },
      ],
    });
  });

  it.each([
    ['file:///q/node_modules/a/node_modules/@b/c/x.js', '@b/c'],
    ['file:///q/packages/messaging/src/outbox/relay.ts', 'packages/messaging'],
    ['node:internal/streams/readable', 'node'],
  ])('puts %s down to %s', (url, place) => {
    expect(placeOf(frame('x', url))).toBe(place);
  });
});

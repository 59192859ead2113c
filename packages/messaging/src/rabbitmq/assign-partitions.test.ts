import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignPartitions } from './assign-partitions.ts';

const members = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 12 });
const partitions = fc.integer({ min: 1, max: 32 });

const ownersOf = (names: readonly string[], count: number) => {
  const owners = new Map<number, string>();
  for (const [member, share] of assignPartitions(names, count)) {
    for (const partition of share) owners.set(partition, member);
  }
  return owners;
};
const movesBetween = (before: Map<number, string>, after: Map<number, string>) =>
  [...before].filter(([partition, member]) => after.get(partition) !== member).length;

describe('sharing partitions out', () => {
  it('gives each to one member, and no member two more than another', () => {
    fc.assert(
      fc.property(members, partitions, (names, count) => {
        const shares = [...assignPartitions(names, count).values()];
        expect(shares.flat().sort((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, partition) => partition),
        );
        const sizes = shares.map((share) => share.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is the same for everyone, in whatever order they know each other', () => {
    fc.assert(
      fc.property(members, partitions, (names, count) => {
        expect(assignPartitions(names.toReversed(), count)).toEqual(assignPartitions(names, count));
      }),
    );
  });

  it('gives nobody anything when nobody is there', () => {
    expect(assignPartitions([], 8).size).toBe(0);
  });

  it('moves little when somebody comes or goes', () => {
    // A newcomer must take its share; bounded loads may push a few others along.
    let moves = 0;
    let least = 0;
    for (let round = 0; round < 200; round += 1) {
      const names = Array.from({ length: 1 + (round % 6) }, (_, n) => `member-${round}-${n}`);
      const joined = [...names, `newcomer-${round}`];
      moves += movesBetween(ownersOf(names, 16), ownersOf(joined, 16));
      least += Math.floor(16 / joined.length);
    }
    expect(moves / least).toBeLessThan(1.6);
  });
});

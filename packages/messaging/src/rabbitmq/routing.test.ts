import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partitionOf, queueBindings, routingKeyOf } from './routing.ts';

/** AMQP topic matching: `*` is one word, `#` any number of them. */
const matches = (pattern: readonly string[], key: readonly string[]): boolean => {
  const [head, ...tail] = pattern;
  if (head === undefined) return key.length === 0;
  if (head === '#') return matches(tail, key) || (key.length > 0 && matches(pattern, key.slice(1)));
  return key.length > 0 && (head === '*' || head === key[0]) && matches(tail, key.slice(1));
};
const queuesFor = (bindings: ReturnType<typeof queueBindings>, key: string) =>
  bindings
    .filter(({ keys }) => keys.some((pattern) => matches(pattern.split('.'), key.split('.'))))
    .map(({ queue }) => queue);

const type = fc.oneof(
  fc.string({ minLength: 1, maxLength: 255, unit: 'grapheme' }),
  fc.constantFrom('a', 'a.b', 'a.b.c', '.', 'a..b', 'é'.repeat(255), 'x'.repeat(255)),
);
const partitions = fc.integer({ min: 1, max: 16 });

describe('routing', () => {
  it('keeps a user in the partition it always had', () => {
    // The published check value of CRC-32, 0xCBF43926: another hash would move every user.
    expect(partitionOf('123456789', 1_000)).toBe(0xcbf43926 % 1_000);
    expect(partitionOf('Zoë 🦊', 8)).toBe(partitionOf('Zoë 🦊', 8));
  });

  it('spreads users evenly', () => {
    const counts = new Array<number>(8).fill(0);
    for (let user = 0; user < 8_000; user += 1) {
      const partition = partitionOf(`user-${user}`, 8);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    for (const count of counts) expect(count).toBeGreaterThan(850);
  });

  it('keeps keys within 255 bytes and whole characters', () => {
    fc.assert(
      fc.property(type, fc.integer({ min: 0, max: 999 }), (name, partition) => {
        const key = routingKeyOf(name, partition);
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(255);
        expect(key).not.toContain('\uFFFD');
      }),
    );
  });

  it('leads an event to exactly one queue of a subscription that wants its type', () => {
    fc.assert(
      fc.property(type, type, fc.string(), partitions, partitions, (name, other, user, n, m) => {
        const [queues, all] = [Math.min(n, m), Math.max(n, m)];
        const key = routingKeyOf(name, partitionOf(user, all));
        const everything = { name: 'test.sub', types: '*', partitions: queues } as const;
        const exact = { name: 'test.sub', types: [other, name], partitions: queues };
        const expected = queues === 1 ? 'test.sub' : `test.sub.${partitionOf(user, all) % queues}`;
        expect(queuesFor(queueBindings(everything, all), key)).toEqual([expected]);
        expect(queuesFor(queueBindings(exact, all), key)).toEqual([expected]);
      }),
    );
  });

  it('refuses more partitions than the bus has', () => {
    const wide = { name: 'test.sub', types: '*', partitions: 9 } as const;
    expect(() => queueBindings(wide, 8)).toThrow('test.sub wants 9 partitions');
  });
});

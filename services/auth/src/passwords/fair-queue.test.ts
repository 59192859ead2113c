import { expect, test } from 'vitest';
import { createFairQueue } from './fair-queue.ts';

const drain = (queue: { shift(): string | undefined }) => {
  const items: string[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
};

test('owners are served in turn, each in its own order', () => {
  const queue = createFairQueue<string>({ sizeMax: 10, sizePerOwnerMax: 10 });
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.push(item.slice(0, 1), item);
  expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  expect(queue.shift()).toBeUndefined();
});

test('an owner at its limit is refused while others still find room', () => {
  const queue = createFairQueue<string>({ sizeMax: 10, sizePerOwnerMax: 2 });
  expect(['a1', 'a2', 'a3'].map((item) => queue.push('a', item))).toEqual([
    'queued',
    'queued',
    'owner-full',
  ]);
  expect(queue.push('b', 'b1')).toBe('queued');
  queue.shift();
  expect(queue.push('a', 'a4')).toBe('queued');
});

test('a full queue gives a place of the longest line to a shorter one, and to no other', () => {
  const queue = createFairQueue<string>({ sizeMax: 4, sizePerOwnerMax: 4 });
  for (const item of ['a1', 'a2', 'a3', 'b1']) queue.push(item.slice(0, 1), item);
  expect(queue.push('c', 'c1')).toEqual({ pushedOut: 'a3' });
  expect(queue.push('a', 'a4')).toBe('full');
  expect(queue.push('b', 'b2')).toBe('full');
  expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2']);
});

test('of lines of one item each nobody is pushed out', () => {
  const queue = createFairQueue<string>({ sizeMax: 2, sizePerOwnerMax: 2 });
  for (const owner of ['a', 'b']) queue.push(owner, owner);
  expect(queue.push('c', 'c')).toBe('full');
  expect(drain(queue)).toEqual(['a', 'b']);
});

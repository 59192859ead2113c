import { describe, expect, it } from 'vitest';
import { createOutboxFloor } from './outbox-floor.ts';

describe('where the outbox is read from', () => {
  it('rises to an end once every transaction that could write before it has ended', () => {
    const floor = createOutboxFloor();
    floor.look({ seq: 10, writers: ['a', 'b'] });
    floor.read(undefined);
    floor.look({ seq: 20, writers: ['b', 'c'] });
    floor.read(undefined);
    expect(floor.after).toBe(0);
    floor.look({ seq: 30, writers: ['c'] });
    floor.read(undefined);
    expect(floor.after).toBe(10);
  });

  it('stays before the first row that is left', () => {
    const floor = createOutboxFloor();
    floor.look({ seq: 10, writers: [] });
    floor.look({ seq: 20, writers: [] });
    floor.read(7);
    expect(floor.after).toBe(6);
  });

  it('does not rise before a read has shown what the ended transactions left', () => {
    const floor = createOutboxFloor();
    floor.look({ seq: 10, writers: ['a'] });
    floor.look({ seq: 20, writers: [] });
    expect(floor.after).toBe(0);
  });

  it('never falls', () => {
    const floor = createOutboxFloor();
    for (const seq of [10, 20, 30]) {
      floor.look({ seq, writers: [] });
      floor.read(undefined);
    }
    expect(floor.after).toBe(20);
    floor.read(5);
    expect(floor.after).toBe(20);
  });
});

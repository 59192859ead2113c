import { describe, expect, it } from 'vitest';
import { createMemberTable } from './member-table.ts';

describe('the member table', () => {
  it('always has the member it belongs to', () => {
    expect(createMemberTable('me', 100).present(1_000_000)).toEqual(['me']);
  });

  it('forgets who was silent for longer than the expiry, or said goodbye', () => {
    const table = createMemberTable('me', 100);
    table.heard('b', 0);
    table.heard('a', 50);
    expect(table.present(100)).toEqual(['a', 'b', 'me']);
    expect(table.present(101)).toEqual(['a', 'me']);
    table.left('a');
    expect(table.present(101)).toEqual(['me']);
  });

  it('holds silence against nobody when it could not hear', () => {
    const table = createMemberTable('me', 100);
    table.heard('a', 0);
    table.pardon(5_000);
    expect(table.present(5_100)).toEqual(['a', 'me']);
    expect(table.present(5_101)).toEqual(['me']);
  });
});

import { describe, expect, it } from 'vitest';
import { readCommand } from './read-command.ts';

describe('the command line of dead-letters', () => {
  it('takes ids by their service', () => {
    const { targets } = readCommand(['replay', 'auth:3', 'processing:12', 'auth:4']);
    expect(targets.map(({ service, filter }) => [service, filter.ids])).toEqual([
      ['auth', [3, 4]],
      ['processing', [12]],
    ]);
  });

  it('takes filters, for every service or for one', () => {
    const { targets, limit } = readCommand(['list', '--reason', 'out of', '--limit', '7']);
    expect(targets.map(({ service }) => service)).toEqual(['auth', 'catalog', 'processing']);
    expect([targets[0]?.filter.reason, limit]).toEqual(['out of', 7]);
    expect(readCommand(['drop', '--service', 'auth']).targets.length).toBe(1);
  });

  it.each([
    [[], 'a command is missing'],
    [['purge'], 'no command purge'],
    [['list', 'auth:3'], 'list takes filters'],
    [['list', '--limit', '0'], '--limit must be 1 to'],
    [['show'], 'show takes ids'],
    [['show', '12'], '12 is not an id'],
    [['show', 'auth:0'], 'auth:0 is not an id'],
    [['drop'], 'either ids, or filters, or --all'],
    [['replay', '--all', '--type', 'Opened'], 'either ids, or filters, or --all'],
    [['replay', '--service', 'wallet'], 'no service wallet'],
    [['list', '--colour'], 'Unknown option'],
  ])('%j is refused: %s', (args, message) => {
    expect(() => readCommand(args)).toThrow(message);
  });
});

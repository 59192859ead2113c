import { describe, expect, it } from 'vitest';
import { showFault } from './fault.ts';
import { parseFile } from './parse-file.ts';

const faultsOf = (text: string) => parseFile('q.yaml', text).faults.map(showFault);

const first = `kind: quest
name: First
objectives:
  any_of:
    - all_of:
        - { event: order.paid, aggregate: count, op: ">=", target: 1 }
rewards:
  - { currency: gold, amount: 5 }
`;

describe('reading a file', () => {
  it('reads every document, and none where there is only a comment', () => {
    const { quests, rewards, faults } = parseFile(
      'q.yaml',
      `${first}---\nkind: reward\nname: r\nreward_item: gold\nreward_qty: 1\n---\n# nothing\n`,
    );
    expect(faults).toEqual([]);
    expect(quests.map(({ body }) => body.name)).toEqual(['First']);
    expect(rewards.map(({ body }) => body.name)).toEqual(['r']);
    expect(rewards[0]?.at(['reward_qty'])).toEqual({ file: 'q.yaml', line: 13, column: 1 });
    expect(parseFile('q.yaml', '# nothing').faults).toEqual([]);
    expect(parseFile('q.yaml', '')).toEqual({ quests: [], rewards: [], faults: [] });
  });

  it('tells every fault with its line, column and path', () => {
    const text = first
      .replace('target: 1', 'target: "1", filed: x')
      .replace('amount: 5', 'amount: 0')
      .replace('name: First', 'nam: First');
    expect(faultsOf(text)).toEqual([
      'q.yaml:1:1 name is needed',
      'q.yaml:6:60 objectives.any_of[0].all_of[0].target expected number, received string',
      'q.yaml:6:73 objectives.any_of[0].all_of[0].filed is not known here',
      'q.yaml:8:23 rewards[0].amount Too small: expected number to be >=1',
      'q.yaml:2:1 nam is not known here',
    ]);
  });

  it('tells the faults of the form that is meant', () => {
    expect(faultsOf('kind: quest\nname: a\nreward: r\nstreak: 0\nauto_claim: true\n')).toEqual([
      'q.yaml:4:1 streak Too small: expected number to be >=1',
      'q.yaml:1:1 duplication is needed',
    ]);
    expect(faultsOf(first.replace('currency: gold', 'badge: b'))).toEqual([
      'q.yaml:8:17 rewards[0].amount is not known here',
    ]);
  });

  it('tells texts that could not be stored', () => {
    expect(faultsOf(first.replace('First', '"a\\0b"').replace('order.paid', '"\\uD800"'))).toEqual([
      'q.yaml:2:1 name holds characters that cannot be stored',
      'q.yaml:6:13 objectives.any_of[0].all_of[0].event holds characters that cannot be stored',
    ]);
  });

  it.each([
    ['kind: quest\nkind: quest\n', 'q.yaml:2:1 Map keys must be unique'],
    ['kind: [\n', /^q\.yaml:2:1 /],
    ['a: *nothing\n', /^q\.yaml:1:4 .*nothing/],
    ['kind: !secret quest\n', /^q\.yaml:1:7 .*!secret/],
    ['- a\n', /^q\.yaml:1:1 must be a map/],
    ['just text', /^q\.yaml:1:1 must be a map/],
    ['kind: badge\n', "q.yaml:1:1 kind must be 'quest' or 'reward'"],
    ['name: x\n', "q.yaml:1:1 kind must be 'quest' or 'reward'"],
    ['? [1]\n: x\n', /^q\.yaml:1:3 /],
    ['['.repeat(100_000), /^q\.yaml:1:\d+ is nested too deep/],
  ])('refuses what is wrong %#', (text, fault) => {
    const [told] = faultsOf(text);
    if (typeof fault === 'string') expect(told).toBe(fault);
    else expect(told).toMatch(fault);
  });

  it('does not let a few lines grow without bounds', () => {
    const lines = Array.from({ length: 9 }, (_, level) => {
      const inner = Array(9).fill(level === 0 ? 'x' : `*a${level - 1}`);
      return `a${level}: &a${level} [${inner.join(', ')}]`;
    });
    expect(faultsOf(lines.join('\n'))[0]).toMatch(/alias/);
  });

  it('follows aliases to where a fault is', () => {
    const text = 'kind: quest\nname: a\nrewards: &r [{ badge: 1 }]\nobjectives: *r\n';
    expect(faultsOf(text)).toContain(
      'q.yaml:3:16 rewards[0].badge expected string, received number',
    );
  });
});

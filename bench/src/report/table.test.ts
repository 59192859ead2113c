import { describe, expect, it } from 'vitest';
import { atLeast, atMost } from './figure.ts';
import { formatNumber, toTable } from './table.ts';

describe('formatNumber', () => {
  it.each([
    [12_345.6, '12,346'],
    [99.96, '100'],
    [1.2345, '1.23'],
    [0.01234, '0.0123'],
    [0, '0'],
    [Number.NaN, '-'],
  ])('%d is shown as %s', (value, expected) => {
    expect(formatNumber(value)).toBe(expected);
  });
});

describe('toTable', () => {
  it('aligns columns, numbers to the right, and says whether a goal is met', () => {
    const table = toTable([
      {
        name: 'ingest',
        value: 9_000,
        unit: 'events/s',
        limit: { name: 'plain SQL', value: 12_000 },
        ratio: 0.75,
        goal: atLeast(0.75, 0.6),
      },
      { name: 'to a toast, p99', value: 80.44, unit: 'ms', goal: atMost(80.44, 60, ' ms') },
    ]);
    expect(table.split('\n')).toEqual([
      'figure                    value             limit  ratio  goal            note',
      'ingest           9,000 events/s  12,000 plain SQL   0.75  ≥ 0.6 met',
      'to a toast, p99         80.4 ms                           ≤ 60 ms MISSED',
    ]);
  });
});

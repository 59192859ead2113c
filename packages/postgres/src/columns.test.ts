import { expect, test } from 'vitest';
import { bigintColumn, smallintColumn, textColumn, uuidColumn } from './columns.ts';

test.each(['', 'a', '0199-', 'g'.repeat(32), 'a'.repeat(31), 'a'.repeat(33), 'é'.repeat(32)])(
  'refuses %j as a UUID',
  (value) => {
    expect(() => uuidColumn([value])).toThrow(TypeError);
  },
);

test('refuses numbers that the type cannot hold', () => {
  expect(() => smallintColumn([32_768])).toThrow(RangeError);
  expect(() => bigintColumn([1.5])).toThrow(RangeError);
});

test('is as long as what it says', () => {
  const header = 20;
  expect(textColumn([])).toHaveLength(header);
  expect(textColumn(['é', null, ''])).toHaveLength(header + (4 + 2) + 4 + 4);
});

import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { instant, parseInstant, toStorableInstant } from './instant.ts';

const read = (text: string) => parseInstant(text)?.toISOString();

describe('an RFC 3339 time is read', () => {
  it.each([
    ['2030-06-05T12:00:00Z', '2030-06-05T12:00:00.000Z'],
    ['2030-06-05t12:00:00z', '2030-06-05T12:00:00.000Z'],
    ['2030-06-05T12:00:00.5Z', '2030-06-05T12:00:00.500Z'],
    ['2030-06-05T12:00:00.123456789+02:00', '2030-06-05T10:00:00.123Z'],
    ['2030-06-05T12:00:00+16:00', '2030-06-04T20:00:00.000Z'],
    ['2030-06-05T12:00:00-23:59', '2030-06-06T11:59:00.000Z'],
    ['2030-06-05T12:00:00-00:00', '2030-06-05T12:00:00.000Z'],
    ['9999-12-31T23:59:59+23:59', '9999-12-31T00:00:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['0099-12-31T00:00:00Z', '0099-12-31T00:00:00.000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['1998-12-31T23:59:60Z', '1999-01-01T00:00:00.000Z'],
    ['1998-12-31T15:59:60.123-08:00', '1999-01-01T00:00:00.123Z'],
    ['1969-12-31T23:59:60Z', '1970-01-01T00:00:00.000Z'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));
});

describe('what is no time is not read', () => {
  it.each([
    '',
    '2030-06-05',
    '2030-06-05T12:00Z',
    '2030-06-05T12:00:00',
    '2030-06-05 12:00:00Z',
    '2030-06-05T12:00:00+0200',
    '2030-06-05T12:00:00+24:00',
    '2030-06-05T12:00:00+02:60',
    '2030-06-05T24:00:00Z',
    '2030-06-05T12:60:00Z',
    '2030-06-05T12:00:61Z',
    '1998-12-31T23:58:60Z',
    '1998-12-31T22:59:60Z',
    '2030-02-29T00:00:00Z',
    '2030-04-31T00:00:00Z',
    '2030-13-01T00:00:00Z',
    '2030-00-01T00:00:00Z',
    '2030-01-00T00:00:00Z',
    '2030-06-05T12:00:00.Z',
    '2030-06-05T12:00:00,5Z',
    '+12030-06-05T12:00:00Z',
    '2030-06-05T12:00:00Z\n',
    '٢٠٣٠-06-05T12:00:00Z',
    `2030-06-05T12:00:00.${'0'.repeat(100)}Z`,
  ])('%j', (text) => {
    expect(read(text)).toBe(undefined);
    expect(instant.safeParse(text).success).toBe(false);
  });
});

test('whatever a date writes is read as that date', () => {
  for (let at = Date.parse('1896-02-27T00:00:00Z'), step = 0; step < 5_000; step += 1) {
    const text = new Date(at).toISOString();
    expect(read(text)).toBe(text);
    at += 31 * 3_600_000 + 1;
  }
});

test.each([
  ['0000-01-01T00:00:00+23:59', '0001-01-01T00:00:00.000Z'],
  ['2030-06-05T12:00:00Z', '2030-06-05T12:00:00.000Z'],
  ['9999-12-31T23:59:59-23:59', '9999-12-31T23:59:59.999Z'],
])('%s is stored as %s', (text, expected) => {
  expect(toStorableInstant(parseInstant(text) as Date).toISOString()).toBe(expected);
});

test('documents call it a date-time', () => {
  expect(z.toJSONSchema(instant)).toMatchObject({ type: 'string', format: 'date-time' });
});

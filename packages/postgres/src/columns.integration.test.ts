import { createTestDatabase } from '@questline/testkit/test-database';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  bigintColumn,
  integerColumn,
  jsonColumn,
  smallintColumn,
  textColumn,
  tidColumn,
  timeColumn,
  uuidColumn,
} from './columns.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase([]);
});
afterAll(() => database[Symbol.asyncDispose]());

const storable = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
const columnsOf = <Value>(element: fc.Arbitrary<Value>) =>
  fc.array(fc.option(element, { freq: 4 }), { maxLength: 40 });
const time = fc.date({
  min: new Date('1970-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const tid = fc
  .tuple(fc.nat(0xffff_fffe), fc.integer({ min: 1, max: 0xffff }))
  .map(([block, line]) => `(${block},${line})`);
const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => !/\\u/.test(JSON.stringify(value)));

/** What PostgreSQL makes of the column is what it makes of the elements as text. */
const check = async (
  type: string,
  column: Buffer,
  elements: readonly (string | null)[],
): Promise<void> => {
  const { rows } = await database.query({
    text: `select $1::${type}[] is not distinct from $2::text[]::${type}[] as same`,
    values: [column, elements],
  });
  expect(rows).toEqual([{ same: true }]);
};

const holds = <Value>(
  type: string,
  element: fc.Arbitrary<Value>,
  toColumn: (values: readonly (Value | null)[]) => Buffer,
  toText: (value: Value) => string,
) =>
  test(`${type} is what PostgreSQL reads in its text`, async () => {
    await fc.assert(
      fc.asyncProperty(columnsOf(element), (values) =>
        check(
          type,
          toColumn(values),
          values.map((value) => (value === null ? null : toText(value))),
        ),
      ),
      { numRuns: 50 },
    );
  });

holds('text', storable, textColumn, (value) => value);
holds('uuid', fc.uuid(), uuidColumn, (value) => value);
holds('smallint', fc.integer({ min: -32_768, max: 32_767 }), smallintColumn, String);
holds('integer', fc.integer(), integerColumn, String);
holds('bigint', fc.maxSafeInteger(), bigintColumn, String);
holds('timestamptz', time, timeColumn, (value) => value.toISOString());
holds('tid', tid, tidColumn, (value) => value);

test('jsonb is what PostgreSQL reads in its text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(json, { maxLength: 40 }), (values) =>
      check(
        'jsonb',
        jsonColumn(values),
        values.map((value) => (value === null ? null : JSON.stringify(value))),
      ),
    ),
    { numRuns: 50 },
  );
});

/**
 * Columns of a statement's rows as arrays in PostgreSQL's binary form (array_recv): `unnest` takes
 * them apart without reading them as text, which for a batch costs both sides several times as much.
 * Strings hold neither NUL nor halves of surrogate pairs, as for any parameter.
 */

/** Type oids, which are the same in every database (src/include/catalog/pg_type.dat). */
const oids = {
  smallint: 21,
  integer: 23,
  text: 25,
  tid: 27,
  bigint: 20,
  timestamptz: 1184,
  uuid: 2950,
  jsonb: 3802,
};

/** Dimensions, a flag for nulls, the elements' type, the length and the index of the first one. */
const headerBytes = 20;
const lengthBytes = 4;
const utf8BytesMax = 3;
const nullLength = -1;

type Write<Value> = (buffer: Buffer, value: Value, at: number) => number;

/** An array of elements of `bytesMax` together; `write` puts one where it is told to and says its bytes. */
const toArray = <Value>(
  oid: number,
  values: readonly (Value | null)[],
  bytesMax: number,
  write: Write<Value>,
): Buffer => {
  const buffer = Buffer.allocUnsafe(headerBytes + values.length * lengthBytes + bytesMax);
  let at = headerBytes;
  for (const value of values) {
    const from = at + lengthBytes;
    const bytes = value === null ? nullLength : write(buffer, value, from);
    buffer.writeInt32BE(bytes, at);
    at = from + Math.max(bytes, 0);
  }
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16);
  return buffer.subarray(0, at);
};

/** Elements of one width. */
const fixed =
  <Value>(oid: number, width: number, write: (...args: Parameters<Write<Value>>) => void) =>
  (values: readonly (Value | null)[]): Buffer =>
    toArray(oid, values, values.length * width, (buffer, value, at) => {
      write(buffer, value, at);
      return width;
    });

/** Elements of text, each after so many bytes that are the same for all. */
const spelled = (oid: number, before: Uint8Array, values: readonly (string | null)[]): Buffer => {
  let bytesMax = values.length * before.length;
  for (const value of values) bytesMax += (value?.length ?? 0) * utf8BytesMax;
  return toArray(oid, values, bytesMax, (buffer, value, at) => {
    buffer.set(before, at);
    return before.length + buffer.write(value, at + before.length);
  });
};

const noBytes = new Uint8Array();
/** The version of the binary form of jsonb, which is its text otherwise. */
const jsonbVersion = new Uint8Array([1]);

/** For `$n::text[]`. */
export const textColumn = (values: readonly (string | null)[]): Buffer =>
  spelled(oids.text, noBytes, values);

/** For `$n::jsonb[]`; null is no value, not the null of JSON. */
export const jsonColumn = (values: readonly unknown[]): Buffer =>
  spelled(
    oids.jsonb,
    jsonbVersion,
    values.map((value) => (value === null ? null : JSON.stringify(value))),
  );

const uuidBytes = 16;

/** For `$n::uuid[]`; with or without hyphens. Throws TypeError for what is no UUID. */
export const uuidColumn = fixed<string>(oids.uuid, uuidBytes, (buffer, value, at) => {
  const digits = value.includes('-') ? value.replaceAll('-', '') : value;
  const isWhole = digits.length === 2 * uuidBytes && buffer.write(digits, at, 'hex') === uuidBytes;
  if (!isWhole) throw new TypeError('not a UUID');
});

/** For `$n::smallint[]`. */
export const smallintColumn = fixed<number>(oids.smallint, 2, (buffer, value, at) => {
  buffer.writeInt16BE(value, at);
});

/** For `$n::integer[]`. */
export const integerColumn = fixed<number>(oids.integer, 4, (buffer, value, at) => {
  buffer.writeInt32BE(value, at);
});

/** For `$n::bigint[]`. */
export const bigintColumn = fixed<number>(oids.bigint, 8, (buffer, value, at) => {
  buffer.writeBigInt64BE(BigInt(value), at);
});

/** 2000-01-01, from which PostgreSQL counts microseconds. */
const epochMs = 946_684_800_000;
const microsPerMs = 1_000n;

/** For `$n::timestamptz[]`. */
export const timeColumn = fixed<Date>(oids.timestamptz, 8, (buffer, value, at) => {
  buffer.writeBigInt64BE(BigInt(value.getTime() - epochMs) * microsPerMs, at);
});

/** For `$n::tid[]`: a ctid as its text, `(block,line)`. */
export const tidColumn = fixed<string>(oids.tid, 6, (buffer, value, at) => {
  const comma = value.indexOf(',');
  buffer.writeUInt32BE(Number(value.slice(1, comma)), at);
  buffer.writeUInt16BE(Number(value.slice(comma + 1, -1)), at + 4);
});

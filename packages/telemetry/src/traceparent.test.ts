import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTraceparent, parseTraceparent, validTraceparent } from './traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

const hex = (length: number) =>
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
    .filter((text) => !/^0+$/.test(text));

describe('parseTraceparent', () => {
  it('reads trace, span and whether it is sampled', () => {
    const position = { trace_id: traceId, span_id: spanId };
    expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({ ...position, sampled: true });
    expect(parseTraceparent(`00-${traceId}-${spanId}-02`)).toEqual({ ...position, sampled: false });
  });

  it('takes a later version, with what it may have added', () => {
    expect(parseTraceparent(`01-${traceId}-${spanId}-01-more`)?.trace_id).toBe(traceId);
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['capital letters', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['the version that is none', `ff-${traceId}-${spanId}-01`],
    ['more than version 00 has', `00-${traceId}-${spanId}-01-more`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['a short span id', `00-${traceId}-${spanId.slice(1)}-01`],
    ['a line break at its end', `00-${traceId}-${spanId}-01\n`],
  ])('ignores %s', (_what, text) => {
    expect(parseTraceparent(text)).toBeUndefined();
    expect(validTraceparent(text)).toBeUndefined();
  });

  it('reads back whatever is written', () => {
    const position = fc.record({ trace_id: hex(32), span_id: hex(16), sampled: fc.boolean() });
    fc.assert(
      fc.property(position, (each) => {
        expect(parseTraceparent(formatTraceparent(each))).toEqual(each);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => validTraceparent(text) === undefined));
  });
});

/** Where a span stands, as the W3C `traceparent` header tells it. */
export interface TracePosition {
  readonly trace_id: string;
  readonly span_id: string;
  readonly sampled: boolean;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const allZeros = /^0+$/;
const sampledFlag = 1;

/**
 * Reads a `traceparent` (W3C Trace Context, 3.2); undefined if it is none, as the standard wants it
 * ignored then. A later version may have more fields, of which nothing is known here.
 */
export const parseTraceparent = (text: string | undefined): TracePosition | undefined => {
  const [, version, trace_id, span_id, flags, rest] = pattern.exec(text ?? '') ?? [];
  if (version === undefined || trace_id === undefined || span_id === undefined) return undefined;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (allZeros.test(trace_id) || allZeros.test(span_id)) return undefined;
  return { trace_id, span_id, sampled: (Number.parseInt(flags ?? '', 16) & sampledFlag) === 1 };
};

export const formatTraceparent = ({ trace_id, span_id, sampled }: TracePosition): string =>
  `00-${trace_id}-${span_id}-${sampled ? '01' : '00'}`;

/** The text if it is a `traceparent`: what strangers send may be anything. */
export const validTraceparent = (text: string | undefined): string | undefined =>
  parseTraceparent(text) && text;

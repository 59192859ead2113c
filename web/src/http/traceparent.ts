const traceIdBytes = 16;
/** What a trace and its first span are named with. */
export const traceparentBytes = traceIdBytes + 8;

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Begins a trace that asks to be kept (W3C Trace Context, 3.2), from as many random bytes. */
export const toTraceparent = (random: Uint8Array): string =>
  `00-${toHex(random.subarray(0, traceIdBytes))}-${toHex(random.subarray(traceIdBytes))}-01`;

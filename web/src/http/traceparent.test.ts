import { describe, expect, it } from 'vitest';
import { toTraceparent, traceparentBytes } from './traceparent.ts';

describe('toTraceparent', () => {
  it('names a trace and a span, and asks for them to be kept', () => {
    const bytes = Uint8Array.from({ length: traceparentBytes }, (_, index) => index * 10 + 1);
    expect(toTraceparent(bytes)).toBe('00-010b151f29333d47515b656f79838d97-a1abb5bfc9d3dde7-01');
  });
});

const backoffMs = 200;
/** Who asks for more patience than this is believed this far. */
const retryAfterMaxMs = 10_000;
const passing = [429, 502, 503, 504];

const toMs = (retryAfter: string | null): number | undefined =>
  retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : undefined;

/**
 * How long to wait before the same request is sent again, undefined where another answer is not to be
 * expected. Every request may be sent again: commands carry an Idempotency-Key.
 *
 * @param answer Undefined when there was none.
 * @param attempts How many there were, this one included.
 */
export const retryDelayMs = (
  answer: { readonly status: number; readonly headers: Headers } | undefined,
  attempts: number,
): number | undefined => {
  if (answer !== undefined && !passing.includes(answer.status)) return undefined;
  const asked = toMs(answer?.headers.get('retry-after') ?? null);
  return Math.min(asked ?? backoffMs * 2 ** (attempts - 1), retryAfterMaxMs);
};

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runAt } from './run-at.ts';

const dayMs = 24 * 3_600 * 1_000;
const now = () => new Date();

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it.each([0, 1_000, dayMs, 24 * dayMs, 25 * dayMs, 30 * dayMs, 366 * dayMs])(
  'acts after %d ms, not before and once',
  (waitMs) => {
    const act = vi.fn();
    runAt(new Date(Date.now() + waitMs), now, act);
    vi.advanceTimersByTime(Math.max(0, waitMs - 1));
    expect(act).toHaveBeenCalledTimes(waitMs === 0 ? 1 : 0);
    vi.advanceTimersByTime(1);
    expect(act).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(400 * dayMs);
    expect(act).toHaveBeenCalledTimes(1);
  },
);

it('does not act once it is cancelled, however late that is', () => {
  const act = vi.fn();
  const cancel = runAt(new Date(Date.now() + 60 * dayMs), now, act);
  vi.advanceTimersByTime(50 * dayMs);
  cancel();
  vi.advanceTimersByTime(400 * dayMs);
  expect(act).not.toHaveBeenCalled();
});

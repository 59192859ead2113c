import type { RevocationPage } from '@questline/contracts/auth/revocation';
import { describe, expect, it, vi } from 'vitest';
import { createRevocations } from './revocations.ts';

const revocationOf = (subject: string) => ({
  kind: 'session',
  subject,
  revoked_at: new Date(0).toISOString(),
  expires_at: new Date(1e12).toISOString(),
});
const pageOf = (subjects: string[], cursor = '1', more: string | null = null): RevocationPage => ({
  data: subjects.map(revocationOf),
  more,
  cursor,
});
const minuteMs = 60_000;

/** Revocations that read these pages in turn, and a clock that stands. */
const setUp = (...pages: (RevocationPage | Error)[]) => {
  const clock = { ms: 1_000 };
  const source = vi.fn(async () => {
    const page = pages.shift() ?? pageOf([]);
    if (page instanceof Error) throw page;
    return page;
  });
  const revocations = createRevocations({ source, nowMs: () => clock.ms });
  return { clock, source, revocations };
};

describe('revocations', () => {
  it('vouch for nobody before they were read', async () => {
    const { revocations } = setUp();
    expect(revocations.standingOf('a', 0)).toBe('unknown');
    await revocations.refresh();
    expect(revocations.standingOf('a', 0)).toBe('valid');
  });

  it('are read page by page, and then from the cursor of the first page', async () => {
    const { revocations, source } = setUp(pageOf(['a'], '5', '17'), pageOf(['b'], '9'));
    await revocations.refresh();
    await revocations.refresh();
    expect(source.mock.calls).toEqual([
      [{ since: '0', after: '0' }],
      [{ since: '0', after: '17' }],
      [{ since: '5', after: '0' }],
    ]);
    expect(['a', 'b', 'c'].map((id) => revocations.standingOf(id, 0))).toEqual([
      ...['revoked', 'revoked', 'valid'],
    ]);
  });

  it('are read from the same place again when a page fails', async () => {
    const { revocations, source } = setUp(pageOf(['a'], '5', '17'), new Error('out'));
    await expect(revocations.refresh()).rejects.toThrow('out');
    expect(revocations.standingOf('a', 0)).toBe('revoked');
    expect(revocations.standingOf('b', 0)).toBe('unknown');
    await revocations.refresh();
    expect(source).toHaveBeenLastCalledWith({ since: '0', after: '0' });
  });

  it('vouch for credentials up to five minutes after they were read, and refuse for longer', async () => {
    const { revocations, clock } = setUp(pageOf(['a']));
    await revocations.refresh();
    clock.ms += 5 * minuteMs;
    expect(revocations.standingOf('b', 0)).toBe('valid');
    clock.ms += 1;
    expect(revocations.standingOf('b', 0)).toBe('unknown');
    expect(revocations.standingOf('a', 0)).toBe('revoked');
    await revocations.refresh();
    expect(revocations.standingOf('b', 0)).toBe('valid');
  });

  it('hear what is broadcast, and pass over what is none', async () => {
    const { revocations } = setUp();
    await revocations.refresh();
    for (const message of [undefined, {}, { revocations: [{ subject: 'a' }] }]) {
      revocations.hear(message);
    }
    expect(revocations.standingOf('a', 0)).toBe('valid');
    revocations.hear({ revocations: [revocationOf('a')] });
    expect(revocations.standingOf('a', 0)).toBe('revoked');
  });

  it('call listeners for news, and when they are too old to vouch for anybody', async () => {
    const { revocations, clock } = setUp(pageOf(['a']), pageOf(['a']), new Error('out'));
    const listener = vi.fn();
    const end = revocations.onChange(listener);
    await revocations.refresh();
    expect(listener).toHaveBeenCalledTimes(1);
    await revocations.refresh();
    expect(listener).toHaveBeenCalledTimes(1);
    clock.ms += 6 * minuteMs;
    await expect(revocations.refresh()).rejects.toThrow('out');
    expect(listener).toHaveBeenCalledTimes(2);
    end();
    revocations.hear({ revocations: [revocationOf('b')] });
    expect(listener).toHaveBeenCalledTimes(2);
  });
});

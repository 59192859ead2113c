import { createLogger } from '@questline/telemetry/logger';
import { expect, it, vi } from 'vitest';
import { followRevocations } from './follow-revocations.ts';

const revocation = {
  kind: 'session',
  subject: 'a',
  revoked_at: new Date(0).toISOString(),
  expires_at: new Date(Date.now() + 60_000).toISOString(),
};

it('reads again and again, over failures, which it logs once, until it is stopped', async () => {
  const lines: { msg: string }[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const logger = createLogger({ service: 'test', level: 'info' }, { write });
  const source = vi
    .fn()
    .mockResolvedValue({ data: [revocation], more: null, cursor: '7' })
    .mockResolvedValueOnce({ data: [], more: null, cursor: '1' })
    .mockRejectedValueOnce(new Error('out'))
    .mockRejectedValueOnce(new Error('out'));
  const revocations = followRevocations({ source, logger, everyMs: 1 });
  await revocations.load();
  expect(revocations.standingOf('a', 0)).toBe('valid');
  const { promise: changed, resolve } = Promise.withResolvers<void>();
  revocations.onChange(resolve);
  await changed;
  expect(revocations.standingOf('a', 0)).toBe('revoked');
  await revocations.stop();
  const calls = source.mock.calls.length;
  expect(lines.map(({ msg }) => msg)).toEqual([
    'revocations are not read',
    'revocations are read again',
  ]);
  await new Promise(setImmediate);
  expect(source).toHaveBeenCalledTimes(calls);
});

it('reads once for all who wait for the first reading', async () => {
  const source = vi.fn(async () => ({ data: [], more: null, cursor: '1' }));
  const logger = createLogger({ service: 'test', level: 'silent' });
  const revocations = followRevocations({ source, logger, everyMs: 60_000 });
  await Promise.all([revocations.load(), revocations.load()]);
  await revocations.stop();
  expect(source).toHaveBeenCalledTimes(1);
});

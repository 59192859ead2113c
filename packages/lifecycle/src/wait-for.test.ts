import { createLogger } from '@questline/telemetry/logger';
import { describe, expect, it } from 'vitest';
import { StartError } from './config.ts';
import { reasonOf, waitFor } from './wait-for.ts';

const createRecordedLogger = () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  return { lines, logger: createLogger({ service: 'test', level: 'info' }, { write }) };
};

/** Fails with each of these in turn, then succeeds. */
const failing = (...errors: Error[]) => {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error) throw error;
  };
};

describe('waitFor', () => {
  it('says nothing of what is there at once', async () => {
    const { logger, lines } = createRecordedLogger();
    await waitFor({ dependency: 'database', setting: 'DATABASE_URL', logger, check: failing() });
    expect(lines).toEqual([]);
  });

  it('names the setting once for each reason, and that it is there', async () => {
    const { logger, lines } = createRecordedLogger();
    const out = () => new Error('connect ECONNREFUSED');
    const check = failing(out(), out(), new Error('not migrated'));
    await waitFor({ dependency: 'database', setting: 'DATABASE_URL', logger, check });
    expect(lines.map(({ setting, reason }) => ({ setting, reason }))).toEqual([
      { setting: 'DATABASE_URL', reason: 'connect ECONNREFUSED' },
      { setting: 'DATABASE_URL', reason: 'not migrated' },
      { setting: 'DATABASE_URL', reason: undefined },
    ]);
  });

  it('gives up past its limit with one line', async () => {
    const { logger } = createRecordedLogger();
    const check = () => Promise.reject(new Error('connect ECONNREFUSED'));
    const waiting = waitFor({ dependency: 'database', setting: 'DB', logger, check, limitMs: 150 });
    await expect(waiting).rejects.toThrow(StartError);
    await expect(waiting).rejects.toThrow('DB: no database within 0 s: connect ECONNREFUSED');
  });
});

describe('reasonOf', () => {
  it('is the innermost cause, one line, without credentials', () => {
    const cause = new Error('no answer of amqp://user:secret@host/vhost\nmore');
    const error = new Error('broker is unavailable', { cause });
    expect(reasonOf(error)).toBe('no answer of amqp://host/vhost');
    expect(reasonOf(new AggregateError([new Error('ECONNREFUSED ::1')]))).toBe('ECONNREFUSED ::1');
  });
});

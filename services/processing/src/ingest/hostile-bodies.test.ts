import { Refusal } from '@questline/http/refusal';
import { describe, expect, it } from 'vitest';
import { isPrepared, prepareEvents } from '../events/sort-events.ts';
import { toFaultyResult, toRefusal } from './ingest-results.ts';
import { readRequest } from './read-request.ts';

const now = new Date('2030-06-05T12:00:00Z');
const mostBytes = 4 * 1024 * 1024 - 100;
const cpuMsMax = 50;

/** Names that are all different, as costly as any. */
const fields = (length: number): string => {
  const parts: string[] = [];
  for (let at = 0, used = 0; used < length; at += 1) {
    const part = `"_${at.toString(36)}":0`;
    parts.push(part);
    used += part.length + 1;
  }
  return parts.join();
};

const event = (more: string) => `{"type":"a","user_id":"b",${more}}`;
const dataOf = (json: string) => event(`"data":${json}`);
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** Takes a body as the route does, up to its transaction; the path of the first fault. */
const refusedAt = (body: Buffer): string | undefined => {
  try {
    const request = readRequest({ 'content-type': 'application/json' }, body, () => ({
      newId: () => 'id',
      now,
      traceparent: undefined,
      source: 'app',
    }));
    const faulty = request.events.flatMap((each) => (each.kind === 'faulty' ? each : []));
    if (faulty.length > 0) throw toRefusal(faulty.map(toFaultyResult), request.single);
    const events = request.events.flatMap((each) => (each.kind === 'event' ? each.event : []));
    const prepared = prepareEvents(events, { now, latenessMaxSeconds: 3_600 });
    return prepared.flatMap((each) => (isPrepared(each) ? [] : each.path))[0];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const fields = error.fields as { errors?: { path: string }[] } | undefined;
    return fields?.errors?.[0]?.path ?? error.message;
  }
};

/** The middle of five tries. */
const cpuMsOf = (work: () => void): number => {
  const costs = Array.from({ length: 5 }, () => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  });
  return costs.sort((a, b) => a - b)[2] ?? Number.NaN;
};

describe('a hostile body is refused with its path in 50 ms of CPU', () => {
  it.each<[string, string, string]>([
    ['4 MiB of brackets', '['.repeat(mostBytes), '[0]'],
    ['4 MiB of braces', '{"a":'.repeat(mostBytes / 5), ''],
    ['4 MiB of quotes', '"'.repeat(mostBytes), ''],
    ['4 MiB of spaces', ' '.repeat(mostBytes), 'The body is empty.'],
    ['a list of a million', `[${Array(1_000_000).fill(0).join()}]`, ''],
    ['a million in the data', dataOf(`{"l":[${Array(1_000_000).fill(0).join()}]}`), ''],
    ['a million names', event(fields(mostBytes)), ''],
    ['a million names in the data', dataOf(`{${fields(mostBytes)}}`), ''],
    [
      'a million names in the third of three',
      `[${[1, 2].map(() => dataOf('{}'))},${dataOf(`{${fields(mostBytes)}}`)}]`,
      '[2]',
    ],
    ['as many names as one event may be long', event(fields(128_000)), '_0'],
    ['as many of them in the data', dataOf(`{${fields(128_000)}}`), 'data'],
    ['a name in disguise and as many others', dataOf(`{"\\u005f":0,${fields(128_000)}}`), 'data'],
    ['escapes without end', dataOf(`{"s":"${'\\u0061'.repeat(21_000)}"}`), 'data'],
    ['data nested too deep', dataOf(nested(33)), `data${'.a'.repeat(32)}`],
    ['a body nested too deep', dataOf(nested(50)), ''],
    [
      'a prototype',
      dataOf('{"a":{"\\u005F_pr\\u006fto__" :{}}}'),
      'The name __proto__ is not allowed.',
    ],
    ['NUL', dataOf('{"a":["x","\\u0000"]}'), 'data.a[1]'],
    ['half a surrogate pair', dataOf('{"a":"\\udc00"}'), 'data.a'],
    ['half a surrogate pair as a user', '{"type":"a","user_id":"\\ud800"}', 'user_id'],
    ['an infinite number', dataOf('{"a":1e999}'), 'data.a'],
    ['a number that would be rounded', dataOf('{"a":9007199254740993}'), 'data.a'],
    ['1970', event('"time":"1970-01-01T00:00:00Z"'), 'time'],
    ['9999', event('"time":"9999-12-31T23:59:59Z"'), 'time'],
    ['31 February', event('"time":"2030-02-31T00:00:00Z"'), 'time'],
    [
      'a time of many digits',
      event(`"time":"2030-01-01T00:00:00.${'0'.repeat(100_000)}Zx"`),
      'time',
    ],
  ])('%s', (_, text, path) => {
    const body = Buffer.from(text);
    expect(refusedAt(body)).toBe(path);
    expect(cpuMsOf(() => refusedAt(body))).toBeLessThan(cpuMsMax);
  });

  it('and with no more than ten faults of each event', () => {
    const refusal = (() => {
      const body = Buffer.from(event(fields(100_000)));
      const { events } = readRequest({ 'content-type': 'application/json' }, body, () => ({
        newId: () => 'id',
        now,
        traceparent: undefined,
        source: 'app',
      }));
      return events.flatMap((each) => (each.kind === 'faulty' ? each.errors : []));
    })();
    expect(refusal).toHaveLength(10);
  });

  it('while the name of the prototype is let through where it is text', () => {
    expect(
      refusedAt(Buffer.from(dataOf('{"a":"__proto__","b__proto__":"\\"__proto__\\":"}'))),
    ).toBe(undefined);
  });
});

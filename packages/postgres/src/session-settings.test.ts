import { describe, expect, it } from 'vitest';
import { sessionOptions, withoutOptions } from './session-settings.ts';

const url = 'postgres://user:p%40ss@host:5432/processing';

describe('the options of a connection', () => {
  it('rule sequential scans out where services read by key', () => {
    expect(sessionOptions(url, 'by-key')).toContain('-c enable_seqscan=off');
    expect(sessionOptions(url, 'whole-tables')).toBeUndefined();
  });

  it('end with those of the address, so that they hold', () => {
    const own = `${url}?options=-c%20enable_seqscan%3Don&sslmode=disable`;
    expect(sessionOptions(own, 'by-key')).toMatch(/ -c enable_seqscan=on$/);
    expect(sessionOptions(own, 'whole-tables')).toBe('-c enable_seqscan=on');
    expect(withoutOptions(own)).toBe(`${url}?sslmode=disable`);
  });

  it('leave an address without options as it is', () => {
    expect(withoutOptions(url)).toBe(url);
    expect(withoutOptions('host=/var/run dbname=x')).toBe('host=/var/run dbname=x');
  });
});

import { describe, expect, it } from 'vitest';
import { sampleEvent } from '../sample-event.ts';
import { parseMessage } from './parse-message.ts';

const parse = (value: unknown) => parseMessage(Buffer.from(JSON.stringify(value)));
const reasonsOf = (body: Buffer) => parseMessage(body).malformed.map(({ reason }) => reason);

describe('reading a message', () => {
  it('takes an array of events, or one event alone', () => {
    const event = sampleEvent();
    expect(parse([event, event])).toEqual({ events: [event, event], malformed: [] });
    expect(parse(event)).toEqual({ events: [event], malformed: [] });
    expect(parse([])).toEqual({ events: [], malformed: [] });
  });

  it('keeps extension attributes', () => {
    const event = { ...sampleEvent(), tracestate: 'vendor=1' };
    expect(parse([event]).events).toEqual([event]);
  });

  it('tells what is wrong, and keeps the bytes', () => {
    const body = Buffer.from('{"half":');
    expect(parseMessage(body).malformed).toEqual([
      { body, reason: expect.stringContaining('not JSON: ') },
    ]);
    expect(reasonsOf(Buffer.from([0xff, 0xfe]))).toEqual([expect.stringContaining('not JSON: ')]);
    expect(reasonsOf(Buffer.alloc(0))).toEqual([expect.stringContaining('not JSON: ')]);
    expect(reasonsOf(Buffer.from('7'))).toEqual([expect.stringContaining('not an event: ')]);
    expect(reasonsOf(Buffer.from('{}'))).toEqual([expect.stringContaining('specversion: ')]);
    expect(reasonsOf(Buffer.from('[null]'))).toEqual([expect.stringContaining('not an event: ')]);
  });

  it('sets aside only what is wrong among good events', () => {
    const event = sampleEvent();
    const bad = { ...event, subject: '' };
    const parsed = parse([event, bad, event]);
    expect(parsed.events).toEqual([event, event]);
    expect(parsed.malformed.map(({ body }) => JSON.parse(body.toString()))).toEqual([bad]);
    expect(parsed.malformed[0]?.reason).toContain('subject: ');
  });
});

import { describe, expect, it } from 'vitest';
import { numberedEvents, sampleEvent } from '../sample-event.ts';
import { toDeadLetters } from './to-dead-letters.ts';

const bodyOf = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('what a message of the dead letter queue holds', () => {
  it('is the event with the reason that its consumer gave', () => {
    const event = sampleEvent();
    const headers = { 'x-subscription': 'test.sub', 'x-reason': 'out of date' };
    expect(toDeadLetters({ content: bodyOf(event), headers })).toEqual([
      { subscription: 'test.sub', event, reason: 'out of date' },
    ]);
  });

  it('is the message as it came where it is no event', () => {
    const content = Buffer.from([0, 255, 1]);
    const headers = { 'x-subscription': 'test.sub', 'x-reason': 'not JSON' };
    expect(toDeadLetters({ content, headers })).toEqual([
      { subscription: 'test.sub', body: content, reason: 'not JSON' },
    ]);
  });

  it('is every event of a batch that the broker set aside, from the subscription of its queue', () => {
    const events = numberedEvents(3);
    const headers = {
      'x-first-death-queue': 'test.shared.7',
      'x-first-death-reason': 'delivery_limit',
      'x-death': [],
    };
    expect(toDeadLetters({ content: bodyOf([...events, 5]), headers })).toEqual([
      ...events.map((event) => ({
        subscription: 'test.shared',
        event,
        reason: 'set aside by the broker: delivery limit',
      })),
      {
        subscription: 'test.shared',
        body: Buffer.from('5'),
        reason: expect.stringContaining('not an event'),
      },
    ]);
  });

  it('is never left out, even where it came from nowhere known', () => {
    const content = Buffer.from('{"half":');
    expect(toDeadLetters({ content, headers: {} })).toEqual([
      { subscription: 'unknown', body: content, reason: expect.stringContaining('not JSON') },
    ]);
  });
});

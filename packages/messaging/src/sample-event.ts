import type { QuestlineEvent } from '@questline/contracts/event';
import { v7 as uuid } from 'uuid';
import { toEvent } from './event.ts';

/** An event for tests: a fresh identity, and whatever the test is about. */
export const sampleEvent = (
  fact: { type?: string; subject?: string; data?: Record<string, unknown> } = {},
): QuestlineEvent =>
  toEvent({
    id: uuid(),
    source: 'questline/test',
    type: fact.type ?? 'SampleHappened',
    subject: fact.subject ?? 'user-1',
    time: new Date(),
    data: fact.data ?? {},
  });

/** `count` events of one user, numbered from 0 in `data.n`. */
export const numberedEvents = (count: number, fact: { type?: string; subject?: string } = {}) =>
  Array.from({ length: count }, (_, n) => sampleEvent({ ...fact, data: { n } }));

import type { QuestlineEvent } from '@questline/contracts/event';

/** Wraps a fact into the envelope; `id` is a UUIDv7 made by the caller, so that deciding stays pure. */
export const toEvent = (fact: {
  id: string;
  source: string;
  type: string;
  subject: string;
  time: Date;
  data: Record<string, unknown>;
  /** That of what caused it, so that one trace holds both. */
  traceparent?: string | undefined;
}): QuestlineEvent => {
  const { traceparent, time, ...rest } = fact;
  const event: QuestlineEvent = { specversion: '1.0', ...rest, time: time.toISOString() };
  return traceparent === undefined ? event : { ...event, traceparent };
};

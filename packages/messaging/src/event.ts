import type { QuestlineEvent } from '@questline/contracts/event';

/** Wraps a fact into the envelope; `id` is a UUIDv7 made by the caller, so that deciding stays pure. */
export const toEvent = (fact: {
  id: string;
  source: string;
  type: string;
  subject: string;
  time: Date;
  data: Record<string, unknown>;
}): QuestlineEvent => ({
  specversion: '1.0',
  ...fact,
  time: fact.time.toISOString(),
});

import type { QuestlineEvent } from '@questline/contracts/event';

/** An event a subscription refused, with the reason. */
export interface DeadLetter {
  readonly subscription: string;
  readonly event: QuestlineEvent;
  readonly reason: string;
}

/** What was no event, or none that a database can hold, as it came. */
export interface RawLetter {
  readonly subscription: string;
  readonly body: Buffer;
  readonly reason: string;
}

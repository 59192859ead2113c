import type { QuestlineEvent } from '@questline/contracts/event';

/** What a handler says of one event: done, or never to be done (it goes to the dead letters). */
export type Verdict = { readonly kind: 'accepted' } | { readonly kind: 'rejected'; reason: string };

export const accepted: Verdict = { kind: 'accepted' };
export const rejected = (reason: string): Verdict => ({ kind: 'rejected', reason });

/**
 * Handles a batch in one transaction and returns a verdict for each event, in order. A throw means
 * that nothing was done: a dependency that is out is waited for, anything else is tried a few times,
 * then the batch is halved until the event at fault stands alone and is dead-lettered.
 */
export type BatchHandler = (events: readonly QuestlineEvent[]) => Promise<readonly Verdict[]>;

export interface Subscription {
  /** `<service>.<what>`, the name of its durable queue. */
  readonly name: string;
  /** Exact event types, or `*` for every one, unknown types too. */
  readonly types: readonly string[] | '*';
  /** Types that `*` leaves out. */
  readonly exceptTypes?: readonly string[];
  readonly batchSizeMax: number;
  /** Spread over this many partitions by user, each handled in order by one consumer. Default 1. */
  readonly partitions?: number;
  readonly handle: BatchHandler;
}

export interface ActiveSubscription {
  /** Stops taking events and waits for the batch in hand. */
  stop(): Promise<void>;
}

/** A hint every running instance hears, best effort: what it points to is read from a database. */
export type Broadcast = Readonly<Record<string, unknown>>;

/** Carries events between services, at least once, in order for one user. */
export interface Bus {
  /** Resolves once every event is durable or handled; a rejection means some may not be: publish again. */
  publish(events: readonly QuestlineEvent[]): Promise<void>;
  /**
   * Sends events to one subscription alone, as dead letters that are to be tried again. Where there is no
   * such subscription they become dead letters again.
   */
  replay(subscription: string, events: readonly QuestlineEvent[]): Promise<void>;
  subscribe(subscription: Subscription): Promise<ActiveSubscription>;
  broadcast(channel: string, message: Broadcast): Promise<void>;
  listen(channel: string, listener: (message: Broadcast) => void): Promise<ActiveSubscription>;
}

export const noSuchSubscription = 'no such subscription';

export const matchesType = (
  subscription: Pick<Subscription, 'types' | 'exceptTypes'>,
  type: string,
): boolean =>
  subscription.types === '*'
    ? !(subscription.exceptTypes ?? []).includes(type)
    : subscription.types.includes(type);

import { authSource, newUserSignIn } from '@questline/contracts/auth/events';
import {
  type ArrivingEvent,
  checkEvent,
  type EventFault,
  flagOf,
  type NewStoredEvent,
  toStoredEvent,
} from './event.ts';

/** What becomes of one event: stored now, known already, or not to be stored. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly event: NewStoredEvent }
  | { readonly kind: 'replayed' }
  | { readonly kind: 'faulty'; readonly fault: EventFault }
  | { readonly kind: 'conflicting'; readonly reason: string };

const replayed: Outcome = { kind: 'replayed' };
const conflicting = (reason: string): Outcome => ({ kind: 'conflicting', reason });

export const isFirstSignIn = ({ source, type }: { source: string; type: string }): boolean =>
  type === newUserSignIn && source === authSource;

/** What is stored already of a batch's identities, and which of its users have signed in before. */
export interface KnownEvents {
  /** Digests of the payloads by identity; null where none was kept. */
  readonly payloads: ReadonlyMap<string, string | null>;
  readonly signedIn: ReadonlySet<string>;
}

/** Gives each event its identity, or says why it cannot be stored. Needs no database. */
export const prepareEvents = (
  events: readonly ArrivingEvent[],
  options: { now: Date; latenessMaxSeconds: number },
): readonly (NewStoredEvent | EventFault)[] =>
  events.map((event) => {
    const time = checkEvent(event, options.now);
    if (!(time instanceof Date)) return time;
    return toStoredEvent(event, time, flagOf(time, options.now, options.latenessMaxSeconds));
  });

export const isPrepared = (event: NewStoredEvent | EventFault): event is NewStoredEvent =>
  'identity' in event;

/**
 * Tells new events from replays, which change nothing, and from those that must not be stored:
 * another payload under a known identity, or a second first sign-in of a user. One outcome for each
 * event, in order.
 */
export const sortEvents = (
  prepared: readonly (NewStoredEvent | EventFault)[],
  known: KnownEvents,
): readonly Outcome[] => {
  const payloads = new Map(known.payloads);
  const signedIn = new Set(known.signedIn);
  return prepared.map((event): Outcome => {
    if (!isPrepared(event)) return { kind: 'faulty', fault: event };
    const earlier = payloads.get(event.identity);
    if (earlier !== undefined) {
      return earlier === null || earlier === event.payload
        ? replayed
        : conflicting('this identity is stored with another payload');
    }
    if (isFirstSignIn(event)) {
      if (signedIn.has(event.user_id)) return conflicting('a first sign-in is stored already');
      signedIn.add(event.user_id);
    }
    payloads.set(event.identity, event.payload);
    return { kind: 'accepted', event };
  });
};

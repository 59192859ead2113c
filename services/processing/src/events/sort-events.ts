import { authSource, newUserSignIn } from '@questline/contracts/auth/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import { accepted, rejected, type Verdict } from '@questline/messaging/bus';
import {
  faultOf,
  flagOf,
  identityOf,
  isSamePayload,
  type NewStoredEvent,
  toStoredEvent,
} from './event.ts';

export interface SortedEvents {
  /** One for each event given, in order. */
  readonly verdicts: readonly Verdict[];
  /** Those never seen before, in order of arrival. */
  readonly fresh: readonly NewStoredEvent[];
}

const isFirstSignIn = ({ source, type }: { source: string; type: string }) =>
  source === authSource && type === newUserSignIn;

/**
 * Tells new events from replays, which are accepted and change nothing, and from those that must
 * not be stored: another payload under a known identity, or a second first sign-in of a user.
 * `known` holds the stored events of the batch's identities and its users' first sign-ins.
 */
export const sortEvents = (options: {
  events: readonly QuestlineEvent[];
  known: readonly NewStoredEvent[];
  now: Date;
  latenessMaxSeconds: number;
}): SortedEvents => {
  const stored = new Map(options.known.map((event) => [identityOf(event), event]));
  const signedIn = new Set(options.known.filter(isFirstSignIn).map(({ user_id }) => user_id));
  const fresh: NewStoredEvent[] = [];

  const sort = (event: QuestlineEvent): Verdict => {
    const fault = faultOf(event);
    if (fault !== undefined) return rejected(fault);
    const time = new Date(event.time);
    const candidate = toStoredEvent(event, flagOf(time, options.now, options.latenessMaxSeconds));
    const earlier = stored.get(identityOf(candidate));
    if (earlier) {
      return isSamePayload(earlier, candidate)
        ? accepted
        : rejected('this identity is stored with another payload');
    }
    if (isFirstSignIn(candidate)) {
      if (signedIn.has(candidate.user_id)) return rejected('a first sign-in is stored already');
      signedIn.add(candidate.user_id);
    }
    stored.set(identityOf(candidate), candidate);
    fresh.push(candidate);
    return accepted;
  };

  return { verdicts: options.events.map(sort), fresh };
};

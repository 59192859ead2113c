import { authSource, signInTypes } from '@questline/contracts/auth/events';
import { isTimeZoneName } from '@questline/contracts/time-zone';
import type { NewStoredEvent } from '../events/event.ts';
import type { UserTimeZone } from './time-zones.sql.ts';

/** The zone of users of whom none is known. */
export const defaultTimeZone = 'UTC';

type Naming = Pick<NewStoredEvent, 'source' | 'type' | 'data' | 'timezone'>;

const isSignIn = ({ source, type }: Naming): boolean =>
  source === authSource && (signInTypes as readonly string[]).includes(type);

/**
 * The zone that an event names for its user: its own `timezone`, or of a sign-in that of the profile. What
 * the data of other events calls a time zone may be anyone's.
 */
export const namedTimeZone = (event: Naming): string | undefined => {
  const named = event.timezone ?? (isSignIn(event) ? event.data.timezone : undefined);
  return typeof named === 'string' && isTimeZoneName(named) ? named : undefined;
};

export interface TimeZones {
  /**
   * The zone that its user is in as an event is counted, which the event itself may name; undefined while
   * none is known. Of all zones named the one of the latest event holds, whatever the order of arrival.
   */
  at(event: NewStoredEvent): string | undefined;
  /** What changed, to be stored. */
  changes(): readonly UserTimeZone[];
}

/** Users' zones through a batch, from what is stored of them. */
export const createTimeZones = (stored: readonly UserTimeZone[]): TimeZones => {
  const current = new Map(stored.map((zone) => [zone.user_id, zone]));
  const changed = new Set<string>();
  return {
    at: (event) => {
      const { user_id, time, flag } = event;
      const timezone = namedTimeZone(event);
      const known = current.get(user_id);
      // A time that is still to come would hold against everything until then.
      const isUsed = timezone !== undefined && flag !== 'future';
      if (!isUsed || (known && known.time > time)) return known?.timezone;
      current.set(user_id, { user_id, timezone, time });
      changed.add(user_id);
      return timezone;
    },
    changes: () => [...changed].flatMap((userId) => current.get(userId) ?? []),
  };
};

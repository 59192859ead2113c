import { isTimeZoneName } from '@questline/contracts/time-zone';
import type { NewStoredEvent } from '../events/event.ts';
import type { UserTimeZone } from './time-zones.sql.ts';

export const defaultTimeZone = 'UTC';

/** The zone an event names for its user: `data.timezone`, where that is an IANA name. */
export const namedTimeZone = ({ data }: Pick<NewStoredEvent, 'data'>): string | undefined => {
  const { timezone } = data;
  return typeof timezone === 'string' && isTimeZoneName(timezone) ? timezone : undefined;
};

export interface TimeZones {
  /** The zone of the event's user at the event. An event that names a zone settles it from then on. */
  at(event: NewStoredEvent): string;
  /** What changed, to be stored. */
  changes(): readonly UserTimeZone[];
}

/** Users' zones through a batch, from what is stored of them. */
export const createTimeZones = (stored: readonly UserTimeZone[]): TimeZones => {
  const current = new Map(stored.map((zone) => [zone.user_id, zone]));
  const changed = new Set<string>();
  return {
    at: (event) => {
      const named = namedTimeZone(event);
      const known = current.get(event.user_id);
      if (named === undefined) return known?.timezone ?? defaultTimeZone;
      if (event.flag === null && named !== known?.timezone && !(known && known.time > event.time)) {
        current.set(event.user_id, { user_id: event.user_id, timezone: named, time: event.time });
        changed.add(event.user_id);
      }
      return named;
    },
    changes: () => [...changed].flatMap((userId) => current.get(userId) ?? []),
  };
};

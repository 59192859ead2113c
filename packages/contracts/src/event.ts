import { z } from 'zod';
import { instant } from './instant.ts';
import { timeZoneName } from './time-zone-name.ts';

/** Largest `data` of an event, in bytes of its JSON text. */
export const eventDataBytesMax = 16 * 1024;

/**
 * The CloudEvents 1.0 envelope every Questline event travels in.
 *
 * Identity is (`source`, `id`): the same identity with the same payload is a replay and changes
 * nothing; with another payload it is refused. `subject` is the user the event is about, or the
 * aggregate's id for events that are about no user.
 */
export const questlineEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().min(1).max(255),
    source: z.string().min(1).max(255),
    type: z.string().min(1).max(255),
    subject: z.string().min(1).max(255),
    time: instant,
    datacontenttype: z.literal('application/json').optional(),
    traceparent: z.string().max(55).optional(),
    /** The user's own time zone from the event on, an IANA name. */
    timezone: timeZoneName.optional(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });

export type QuestlineEvent = z.infer<typeof questlineEvent>;

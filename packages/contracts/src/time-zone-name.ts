import { z } from 'zod';
import { isTimeZoneName } from './time-zone.ts';

/** An IANA time zone name, in whatever case. */
export const timeZoneName = z.string().max(64).refine(isTimeZoneName, 'not an IANA time zone name');

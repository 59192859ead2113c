import { z } from 'zod';
import { isStorableText } from './storable-text.ts';

/** `source` of events that come as plain JSON from a superuser, and the default of an API key's. */
export const plainSource = 'app';
/** Sources that begin with this are the services' own; no client may use them. */
export const reservedSourcePrefix = 'questline/';

/** A source that a client may use. */
export const eventSource = z
  .string()
  .min(1)
  .max(255)
  .refine(isStorableText, 'holds characters that cannot be stored')
  .refine((source) => !source.startsWith(reservedSourcePrefix), 'is reserved for Questline itself');

import { z } from 'zod';
import { isStorableText } from './storable-text.ts';

export const userIdLengthMax = 128;

/**
 * Whom an event is about, by the id that the app uses: any text of 1 to 128 characters. The id of an
 * account of the auth service is one kind of it.
 */
export const userId = z
  .string()
  .min(1)
  .max(userIdLengthMax)
  .refine(isStorableText, 'holds characters that cannot be stored');

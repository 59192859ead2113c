import { forbidden } from '@questline/http/refusal';
import type { Caller } from '@questline/http/token-check';

/**
 * Whose rows a query is for: the caller's unless it names a user, which only a superuser may do for
 * another. Throws Refusal 403.
 */
export const ownUserId = (caller: Caller, asked: string | undefined): string => {
  if (asked === undefined || asked === caller.user_id) return caller.user_id;
  if (!caller.is_superuser) throw forbidden('You can see only what is yours.');
  return asked;
};

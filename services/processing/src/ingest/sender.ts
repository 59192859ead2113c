import { signInTypes } from '@questline/contracts/auth/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import { plainSource } from '@questline/contracts/event-source';
import type { SuperuserOrKey } from '@questline/http/api-key-check';

/** Who posts events, as far as events depend on it. */
export interface Sender {
  /** The source of events that come as plain JSON. */
  readonly source: string;
  /** The prefix of ids made of an Idempotency-Key, which belongs to its sender. */
  readonly idPrefix: string;
  /** Why the sender may not send an event; undefined if it may. */
  refusalOf(event: Pick<QuestlineEvent, 'type' | 'source'>): string | undefined;
}

const isSignIn = (type: string) => (signInTypes as readonly string[]).includes(type);

/** A superuser has every scope and no source of its own. */
const toUserSender = (userId: string): Sender => ({
  source: plainSource,
  idPrefix: `${userId}/`,
  refusalOf: () => undefined,
});

/**
 * Reads what a caller may send. Sign-ins need a scope of their own, since quests count them for any
 * account. A key of an earlier release has no source: its Idempotency-Keys keep the ids they had, so
 * that a request repeated during an upgrade is still a replay.
 */
export const toSender = (caller: SuperuserOrKey): Sender => {
  if (caller.kind === 'user') return toUserSender(caller.user_id);
  const { key_id, scopes, event_types, source } = caller;
  return {
    source: source ?? plainSource,
    idPrefix: source === null ? '' : `${key_id}/`,
    refusalOf: (event) => {
      const scope = isSignIn(event.type) ? 'sign-ins:write' : 'events:write';
      if (!scopes.includes(scope)) return `The API key lacks the scope ${scope}.`;
      if (event_types !== null && !event_types.includes(event.type)) {
        return 'The API key may not send events of this type.';
      }
      return source !== null && event.source !== source
        ? 'The API key may only send events of its own source.'
        : undefined;
    },
  };
};

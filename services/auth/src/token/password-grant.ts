import { authSource } from '@questline/contracts/auth/events';
import { toAddressBlock } from '@questline/http/address-block';
import { toEvent } from '@questline/messaging/event';
import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import type { Attempt } from '../attempts/attempt.ts';
import { type ActBy, recordAct } from '../audit-log/record-act.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { signIns } from '../metrics.ts';
import { openSession } from '../sessions/session.ts';
import { deleteExpiredSessions, insertSession } from '../sessions/sessions.sql.ts';
import {
  selectPasswordHash,
  selectSignInUserForUpdate,
  updateFirstSignIn,
} from '../sign-in/sign-in.sql.ts';
import { decideSignIn } from '../sign-in/sign-in.ts';
import { toSignInName } from '../users/user.ts';

/** The status change, the session and the event, in one transaction; undefined when refused. */
const signIn = (
  deps: RouteDependencies,
  attempt: { user_id: string; password_hash: string },
  request: ActBy['request'],
) =>
  deps.database.transaction(async (tx) => {
    const { user_id } = attempt;
    const user = await selectSignInUserForUpdate(tx, user_id);
    const decision = decideSignIn(user, attempt.password_hash);
    if (decision.kind === 'refused') return undefined;
    const now = deps.now();
    const session = openSession({
      user_id,
      id: deps.newId(),
      token_id: deps.newId(),
      now,
      ttlSeconds: deps.settings.sessionTtlSeconds,
      tokenTtlSeconds: deps.settings.accessTokenTtlSeconds,
    });
    if (decision.is_first) await updateFirstSignIn(tx, user_id, now);
    await deleteExpiredSessions(tx, user_id, now);
    await insertSession(tx, session);
    const event = toEvent({
      id: deps.newId(),
      source: authSource,
      type: decision.event_type,
      subject: user_id,
      time: now,
      data: { user_name: decision.user.user_name, timezone: decision.user.timezone },
    });
    await insertOutboxEvents(tx, [event]);
    const actor = { kind: 'account', id: user_id, name: decision.user.user_name } as const;
    const act = { action: 'sign-in.succeeded', object: { kind: 'session', id: session.id } };
    const log = await recordAct(tx, deps, { request, actor }, act);
    return { session, user: decision.user, log };
  });

/**
 * Looks the user up and verifies the password in the address's turn, for names that nobody has too: they
 * take the same time. undefined when refused. Rejects with a Refusal 429 after too many failures.
 */
export const grantByPassword = async (
  deps: RouteDependencies,
  given: { username: string; password: string },
  request: ActBy['request'],
) => {
  const { attempts, hasher } = deps;
  const name = toSignInName(given.username);
  const { ip: address } = request;
  const attempt: Attempt = { kind: 'sign-in', address, account: name };
  const known = await hasher.inTurn(toAddressBlock(address), async ({ verify }) => {
    // In its turn: those ahead in the line may have failed, and a flood's reads wait in its own line.
    await attempts.check(attempt);
    const found = await selectPasswordHash(deps.database, name);
    const verified = await verify(given.password, found?.password_hash);
    if (found !== undefined && verified) return found;
    await attempts.fail(attempt, { user_id: found?.id });
    return undefined;
  });
  const signedIn =
    known &&
    (await signIn(deps, { user_id: known.id, password_hash: known.password_hash }, request));
  if (known && !signedIn) await attempts.fail(attempt, { user_id: known.id });
  signIns.add(1, { result: signedIn ? 'succeeded' : 'refused' });
  signedIn?.log();
  if (signedIn) await attempts.succeed(attempt);
  return signedIn;
};

import { fileURLToPath } from 'node:url';
import { createDirectKeyCheck, requireSuperuserOrKey } from '@questline/http/api-key-check';
import { requireCaller } from '@questline/http/caller';
import { requireInternalToken } from '@questline/http/internal-token';
import { createHttpServer, type HttpServer } from '@questline/http/server';
import { createHolderCheck, createSuperuserCheck } from '@questline/http/token-check';
import type { Subscription } from '@questline/messaging/bus';
import { messagingMigrations } from '@questline/messaging/migrations';
import type { Migrations } from '@questline/postgres/migrate';
import { countKeyGuesses } from './api-keys/count-key-guesses.ts';
import { createApiKeyRoute } from './api-keys/create-api-key.route.ts';
import { listApiKeysRoute } from './api-keys/list-api-keys.route.ts';
import { revokeApiKeyRoute } from './api-keys/revoke-api-key.route.ts';
import { rotateApiKeyRoute } from './api-keys/rotate-api-key.route.ts';
import { verifyApiKeyRoute } from './api-keys/verify-api-key.route.ts';
import { createLiveKeyVerify } from './api-keys/verify-live-key.ts';
import { createAttemptLimits } from './attempts/attempt-limits.ts';
import { listAuditLogRoute } from './audit-log/list-audit-log.route.ts';
import { recordCatalogChangesSubscription } from './audit-log/record-catalog-changes.consumer.ts';
import type { AuthDependencies, RouteDependencies } from './dependencies.ts';
import { checkHealthRoute } from './health/check-health.route.ts';
import { readJwksRoute } from './keys/read-jwks.route.ts';
import { sendTestEmailRoute } from './mail/send-test-email.route.ts';
import { createPasswordHasher } from './passwords/password-hasher.ts';
import { readRevocationsRoute } from './revocations/read-revocations.route.ts';
import { logOutRoute } from './sessions/log-out.route.ts';
import { refreshRoute } from './sessions/refresh.route.ts';
import { createSessionCheck } from './sessions/session-check.ts';
import { testTokenRoute } from './sessions/test-token.route.ts';
import { readMetadataRoute } from './token/read-metadata.route.ts';
import { tokenRoute } from './token/token.route.ts';
import { readMeRoute } from './users/read-me.route.ts';
import { signUpRoute } from './users/sign-up.route.ts';
import { createTransactionRoute } from './wallet/create-transaction.route.ts';
import { creditGrantsSubscription } from './wallet/credit-grants.consumer.ts';
import { listLedgerEntriesRoute } from './wallet/list-ledger-entries.route.ts';
import { listMyLedgerEntriesRoute } from './wallet/list-my-ledger-entries.route.ts';
import { readMyWalletRoute } from './wallet/read-my-wallet.route.ts';
import { readWalletRoute } from './wallet/read-wallet.route.ts';

export type { AuthDependencies, AuthSettings } from './dependencies.ts';
export { createKeySource } from './keys/key-source.ts';
export { createMailer } from './mail/mailer.ts';
export { refuseDefaultPasswords } from './passwords/default-passwords.ts';
export { readNewPassword } from './passwords/read-new-password.ts';
export { setPassword } from './passwords/set-password.ts';
export { forgetRevocations } from './revocations/forget-revocations.ts';
export { selectRevocations } from './revocations/revocations.sql.ts';
export { seedSuperuser } from './users/seed-superuser.ts';

/** The schema of the service's database. */
export const authMigrations: readonly Migrations[] = [
  messagingMigrations,
  { scope: 'auth', directory: fileURLToPath(new URL('../migrations', import.meta.url)) },
];

/** The service's HTTP side, every operation in one list. It is not listening yet. */
export const createAuthServer = async (deps: AuthDependencies): Promise<HttpServer> => {
  const { database, logger, settings, edge } = deps;
  const readiness = { database: () => database.query({ text: 'select 1' }) };
  const app = await createHttpServer({ service: 'auth', logger, readiness, edge });
  // Answers are about one person: no cache may keep them unless a route says so.
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  const checkSession = createSessionCheck(deps);
  const attempts = createAttemptLimits(deps, settings.attemptLimits);
  const verifyKey = countKeyGuesses(createLiveKeyVerify(deps), attempts);
  const hasher = createPasswordHasher(settings.hashLimits);
  app.addHook('onClose', () => hasher.close());
  const routeDeps: RouteDependencies = {
    ...deps,
    hasher,
    attempts,
    asUser: requireCaller(checkSession),
    asSuperuser: requireCaller(createSuperuserCheck(checkSession)),
    checkHolder: createHolderCheck(deps.keys.getKey, {
      clockToleranceSeconds: settings.sessionTtlSeconds,
    }),
    asService: requireInternalToken(deps.internalToken),
    verifyKey,
    asWalletWriter: requireSuperuserOrKey({
      checkUser: checkSession,
      checkKey: createDirectKeyCheck(verifyKey),
      scope: 'wallets:write',
    }),
  };
  tokenRoute(app, routeDeps);
  testTokenRoute(app, routeDeps);
  refreshRoute(app, routeDeps);
  logOutRoute(app, routeDeps);
  signUpRoute(app, routeDeps);
  readMeRoute(app, routeDeps);
  readMyWalletRoute(app, routeDeps);
  listMyLedgerEntriesRoute(app, routeDeps);
  readWalletRoute(app, routeDeps);
  listLedgerEntriesRoute(app, routeDeps);
  createTransactionRoute(app, routeDeps);
  createApiKeyRoute(app, routeDeps);
  listApiKeysRoute(app, routeDeps);
  rotateApiKeyRoute(app, routeDeps);
  revokeApiKeyRoute(app, routeDeps);
  verifyApiKeyRoute(app, routeDeps);
  readRevocationsRoute(app, routeDeps);
  readJwksRoute(app, routeDeps);
  readMetadataRoute(app);
  checkHealthRoute(app);
  sendTestEmailRoute(app, routeDeps);
  listAuditLogRoute(app, routeDeps);
  return app;
};

/** What the service handles from the bus. */
export const createAuthSubscriptions = (
  deps: Pick<AuthDependencies, 'database' | 'logger' | 'now' | 'newId'>,
): Subscription[] => [creditGrantsSubscription(deps), recordCatalogChangesSubscription(deps)];

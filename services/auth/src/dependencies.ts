import type { ApiKeyVerify } from '@questline/http/cached-key-verify';
import type { Edge } from '@questline/http/edge';
import type { CallerCheck } from '@questline/http/token-check';
import type { Bus } from '@questline/messaging/bus';
import type { Database } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import type { FastifyRequest } from 'fastify';
import type { AttemptLimitSettings, AttemptLimits } from './attempts/attempt.ts';
import type { KeySource } from './keys/key-source.ts';
import type { Mailer } from './mail/mailer.ts';
import type { FairLimits } from './passwords/fair-limiter.ts';
import type { PasswordHasher } from './passwords/password-hasher.ts';

export interface AuthSettings {
  readonly accessTokenTtlSeconds: number;
  readonly sessionTtlSeconds: number;
  /** Whether browsers send the session cookie over HTTPS only. */
  readonly secureCookies: boolean;
  /** Live API keys, of the whole installation. */
  readonly apiKeysMax: number;
  /** Unset, failed attempts are not limited. */
  readonly attemptLimits: AttemptLimitSettings | undefined;
  /** How many passwords are hashed at once, and how many wait. */
  readonly hashLimits: FairLimits;
}

/** All that the service is given; time and ids too, so that tests decide them. */
export interface AuthDependencies {
  readonly database: Database;
  /** Hints at what was revoked; what must not be lost goes into the outbox. */
  readonly bus: Pick<Bus, 'broadcast'>;
  readonly logger: Logger;
  readonly settings: AuthSettings;
  readonly keys: KeySource;
  readonly mailer: Mailer;
  readonly now: () => Date;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly edge: Edge;
  /** What other services present to the internal routes. */
  readonly internalToken: string;
}

type OnRequest = (request: FastifyRequest) => Promise<void>;

/** What routes get besides: the checks of their callers, the limits of attempts, and the one queue for hashing. */
export interface RouteDependencies extends AuthDependencies {
  readonly hasher: PasswordHasher;
  readonly attempts: AttemptLimits;
  /** 401 unless the session is alive and its user too. */
  readonly asUser: OnRequest;
  /** The same, and 403 for all but superusers. */
  readonly asSuperuser: OnRequest;
  /** Whoever holds a token we signed, expired or not; its session is yet to be looked at. */
  readonly checkHolder: CallerCheck;
  /** Another service of the installation. */
  readonly asService: OnRequest;
  readonly verifyKey: ApiKeyVerify;
  /** A superuser, or an API key with the scope `wallets:write`. */
  readonly asWalletWriter: OnRequest;
}

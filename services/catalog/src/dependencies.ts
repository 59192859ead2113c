import type { Database } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import type { FastifyRequest } from 'fastify';
import type { JWTVerifyGetKey } from 'jose';

/** What the catalog is given by the process that runs it. */
export interface CatalogDependencies {
  readonly database: Database;
  readonly logger: Logger;
  /** The auth service's public keys, which access tokens are checked against. */
  readonly keys: JWTVerifyGetKey;
  readonly now: () => Date;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** What other services present to the internal routes. */
  readonly internalToken: string;
  /** Whether X-Forwarded-* of the peer is believed: true behind the gateway. */
  readonly trustProxy: boolean;
}

type RequestHook = (request: FastifyRequest) => Promise<void>;

/** The same for a route, with the checks that run before its body is read. */
export interface RouteDependencies extends Pick<CatalogDependencies, 'database' | 'now' | 'newId'> {
  readonly asUser: RequestHook;
  readonly asSuperuser: RequestHook;
  readonly asService: RequestHook;
}

import type { ApiKeyCheck } from '@questline/http/api-key-check';
import type { Edge } from '@questline/http/edge';
import type { Revocations } from '@questline/http/revocations/revocations';
import type { Database } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import type { JWTVerifyGetKey } from 'jose';
import type { ViewPosition } from './queries/views/view-position.ts';

/** What both sides of the catalog are given by the process that runs them. */
interface HttpDependencies {
  readonly logger: Logger;
  /** The auth service's public keys, which access tokens are checked against. */
  readonly keys: JWTVerifyGetKey;
  /** Sessions that ended and keys that were revoked. */
  readonly revocations: Pick<Revocations, 'standingOf'>;
  readonly checkKey: ApiKeyCheck;
  readonly now: () => Date;
  readonly edge: Edge;
  /** What other services present to the internal routes. */
  readonly internalToken: string;
}

/** What the side that decides is given. */
export interface CatalogCommandsDependencies extends HttpDependencies {
  /** The command store. */
  readonly database: Database;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** Resolves once the views show a position, or when it took too long; never rejects. */
  readonly awaitVisible: (position: number) => Promise<unknown>;
  /** Resolves to whether every event from now on is counted by the change at a position; never rejects. */
  readonly awaitCounted: (position: number) => Promise<boolean>;
}

/** What the side that shows is given. */
export interface CatalogQueriesDependencies extends HttpDependencies {
  /** The views. */
  readonly database: Database;
  readonly position: ViewPosition;
}

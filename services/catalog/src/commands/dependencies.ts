import type { Database } from '@questline/postgres/database';
import type { FastifyRequest } from 'fastify';

/** What the routes of commands are given. */
export interface CommandDependencies {
  /** The command store. */
  readonly database: Database;
  readonly now: () => Date;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** A hook that lets in who may edit the catalog, before the body is read. */
  readonly asEditor: (request: FastifyRequest) => Promise<void>;
  /** One that lets in other services of the installation. */
  readonly asService: (request: FastifyRequest) => Promise<void>;
  /** Resolves once the views show a position, or when it took too long; never rejects. */
  readonly awaitVisible: (position: number) => Promise<unknown>;
  /** Resolves to whether every event from now on is counted by the change at a position; never rejects. */
  readonly awaitCounted: (position: number) => Promise<boolean>;
}

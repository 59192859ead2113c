import type { ApiKeyCheck } from '@questline/http/api-key-check';
import type { Edge } from '@questline/http/edge';
import type { Revocations } from '@questline/http/revocations/revocations';
import type { CallerCheck } from '@questline/http/token-check';
import type { Bus } from '@questline/messaging/bus';
import type { Database } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import type { FastifyRequest } from 'fastify';
import type { JWTVerifyGetKey } from 'jose';
import type { RetentionSettings } from './events/retention.ts';
import type { Definitions } from './quest-definitions/definitions.ts';
import type { QuestSource } from './quest-definitions/quest-source.ts';

/** What every part of the service is given: nothing in it reads a clock or makes an id by itself. */
export interface ProcessingDependencies {
  readonly database: Database;
  readonly bus: Bus;
  readonly logger: Logger;
  readonly edge: Edge;
  /** The auth service's public keys. */
  readonly keys: JWTVerifyGetKey;
  /** Sessions that ended and keys that were revoked. */
  readonly revocations: Revocations;
  /** Checks the API keys that the auth service made. */
  readonly checkKey: ApiKeyCheck;
  /** Where quest definitions come from that no event has brought. */
  readonly questSource: QuestSource;
  /** What services of the installation present to each other's internal routes. */
  readonly internalToken: string;
  readonly settings: ProcessingSettings;
  readonly now: () => Date;
  /** A new UUIDv7. */
  readonly newId: () => string;
}

export interface ProcessingSettings {
  /** Events handled in one transaction. */
  readonly batchSizeMax: number;
  /** Partitions that users' events are spread over. */
  readonly partitions: number;
  /** An event older than this when it arrives is stored and moves no quest. */
  readonly latenessMaxSeconds: number;
  /** Batches of posted events in hand at once. */
  readonly ingestLanes: number;
  /** Posted events that may wait; more are refused until there is room. */
  readonly ingestQueueMax: number;
  /** Open streams of one user; one more is refused. */
  readonly streamsPerUserMax: number;
  readonly heartbeatIntervalMs: number;
  /** How often streams look for what a lost hint would have told them. */
  readonly streamSweepIntervalMs: number;
  /** Undefined: events are kept for ever. */
  readonly retention?: RetentionSettings | undefined;
}

/** The same for a route, with the check that runs before its body is read. */
export interface RouteDependencies extends ProcessingDependencies {
  readonly definitions: Definitions;
  readonly checkUser: CallerCheck;
  readonly asUser: (request: FastifyRequest) => Promise<void>;
}

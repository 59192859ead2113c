import { userPartitions } from '@questline/contracts/subscriptions';
import {
  apiKeySettings,
  brokerSettings,
  callerSettings,
  gatewaySettings,
  httpUrlSetting,
  internalTokenSetting,
  listenSettings,
  processSettings,
} from '@questline/lifecycle/settings';
import { z } from 'zod';
import type { ProcessingSettings } from './dependencies.ts';
import type { RetentionSettings } from './events/retention.ts';

/** Where quest definitions are read that no event has brought. */
const catalogAccess = {
  CATALOG_URL: httpUrlSetting,
  INTERNAL_TOKEN: internalTokenSetting,
};

/** How processing behaves; every setting has a default that fits both ways to run. */
export const processingSettings = z.object({
  /**
   * Events handled in one transaction. Each locks its user: with all partitions busy, more than this
   * would fill the lock table of a server with default settings (64 for each of 100 connections).
   */
  PROCESSING_BATCH_SIZE: z.coerce.number().int().min(1).max(500).default(500),
  /** How late an event may arrive and still count, in seconds. */
  EVENT_LATENESS_MAX_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(366 * 24 * 3600)
    .default(72 * 3600),
  /** Batches of posted events that one process has in hand at once. */
  INGEST_LANES: z.coerce.number().int().min(1).max(32).default(2),
  /** Posted events that may wait in one process; more are refused with 503 until there is room. */
  INGEST_QUEUE_MAX: z.coerce.number().int().min(1).max(1_000_000).default(20_000),
  /** Open notification streams of one user. */
  STREAMS_PER_USER_MAX: z.coerce.number().int().min(1).max(1_000).default(20),
  /** Whole months that events are kept after that of their arrival; unset, for ever. */
  EVENT_RETENTION_MONTHS: z.coerce.number().int().min(1).max(1_200).optional(),
  /** Where each month is written before it is dropped; unset, it is dropped as it is. */
  EVENT_ARCHIVE_DIR: z.string().min(1).optional(),
});

export const processingHttpSettings = z.object({
  ...processSettings,
  ...listenSettings,
  ...gatewaySettings,
  ...callerSettings,
  ...apiKeySettings,
  ...brokerSettings,
  ...catalogAccess,
  ...processingSettings.shape,
});

export const processingConsumerSettings = z.object({
  ...processSettings,
  ...listenSettings,
  ...brokerSettings,
  ...catalogAccess,
  ...processingSettings.shape,
});

export const processingRelaySettings = z.object({
  ...processSettings,
  ...listenSettings,
  ...brokerSettings,
});

export const processingMigrateSettings = z.object({ ...processSettings });

const { EVENT_LATENESS_MAX_SECONDS, EVENT_RETENTION_MONTHS, EVENT_ARCHIVE_DIR } =
  processingSettings.shape;

export const processingRetentionSettings = z.object({
  ...processSettings,
  EVENT_LATENESS_MAX_SECONDS,
  EVENT_RETENTION_MONTHS,
  EVENT_ARCHIVE_DIR,
});

/** Users' events are spread over this many partitions; the same in every process. */
const partitions = userPartitions;
const heartbeatIntervalMs = 15_000;
const streamSweepIntervalMs = 3_000;

/** Undefined where events are kept for ever. */
export const toRetentionSettings = (settings: {
  readonly EVENT_RETENTION_MONTHS?: number | undefined;
  readonly EVENT_ARCHIVE_DIR?: string | undefined;
}): RetentionSettings | undefined => {
  const { EVENT_RETENTION_MONTHS: months, EVENT_ARCHIVE_DIR: archiveDir } = settings;
  return months === undefined ? undefined : { months, archiveDir };
};

type Settings = z.infer<typeof processingSettings>;

export const toProcessingSettings = (settings: Settings): ProcessingSettings => ({
  batchSizeMax: settings.PROCESSING_BATCH_SIZE,
  partitions,
  latenessMaxSeconds: settings.EVENT_LATENESS_MAX_SECONDS,
  ingestLanes: settings.INGEST_LANES,
  ingestQueueMax: settings.INGEST_QUEUE_MAX,
  streamsPerUserMax: settings.STREAMS_PER_USER_MAX,
  heartbeatIntervalMs,
  streamSweepIntervalMs,
  retention: toRetentionSettings(settings),
});

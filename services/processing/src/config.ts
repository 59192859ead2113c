import { z } from 'zod';

/** How processing behaves; every setting has a default that fits both ways to run. */
export const processingSettings = z.object({
  /** Events handled in one transaction, 1..2000. */
  PROCESSING_BATCH_SIZE: z.coerce.number().int().min(1).max(2_000).default(500),
  /** How late an event may arrive and still count, in seconds. */
  EVENT_LATENESS_MAX_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .default(72 * 3600),
  /** Open notification streams of one user. */
  STREAMS_PER_USER_MAX: z.coerce.number().int().min(1).max(1_000).default(20),
});

/** Users' events are spread over this many partitions; the same in every process. */
export const partitions = 8;
export const heartbeatIntervalMs = 15_000;
export const streamSweepIntervalMs = 3_000;

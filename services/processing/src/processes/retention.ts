import { parseConfig } from '@questline/lifecycle/config';
import { runOnce } from '@questline/service-process/run-once';
import { processingRetentionSettings, toRetentionSettings } from '../config.ts';
import { applyRetention } from '../events/apply-retention.ts';
import { processingMigrations } from '../processing.ts';

/** Drops the events that are past keeping, once. */
await runOnce({
  service: 'processing',
  process: 'retention',
  readSettings: (environment) => parseConfig(processingRetentionSettings, environment),
  migrations: processingMigrations,
  work: async ({ settings, database, logger }) => {
    const retention = toRetentionSettings(settings);
    if (retention === undefined) {
      logger.info('events are kept for ever: EVENT_RETENTION_MONTHS is not set');
      return;
    }
    const latenessMaxSeconds = settings.EVENT_LATENESS_MAX_SECONDS;
    const now = () => new Date();
    const dropped = await applyRetention({ database, logger, retention, latenessMaxSeconds, now });
    logger.info({ dropped }, 'retention applied');
  },
});

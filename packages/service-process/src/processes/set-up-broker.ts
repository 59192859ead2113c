import { parseConfig } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { createLogger } from '@questline/telemetry/logger';
import { setUpBroker } from '../broker-setup/set-up-broker.ts';
import { brokerSetupSettings } from '../config.ts';

const logger = createLogger({ service: 'broker-setup', level: 'info' });

await runProcess({
  logger,
  start: async () => {
    const settings = parseConfig(brokerSetupSettings, process.env);
    logger.level = settings.LOG_LEVEL;
    await setUpBroker(settings, logger);
    logger.info('broker set up');
  },
});

import { ensureProgram } from '@questline/testkit/install-package';
import { ensureRabbitMq } from '@questline/testkit/rabbitmq/ensure-rabbitmq';
import { findChromium } from '../browser/chromium.ts';
import { ensurePython } from './ensure-python.ts';

/** What the tests need and npm does not bring. Throws one line that names what is missing. */
const ensureTools = async (): Promise<void> => {
  await ensureRabbitMq();
  await ensureProgram({ label: 'Chromium', packageName: 'chromium', find: findChromium });
  await ensurePython();
};

/** The same for a program: one line and an exit code where something cannot be had. */
export const ensureToolsOrExit = async (): Promise<void> => {
  try {
    await ensureTools();
  } catch (error) {
    console.error(`questline: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
};

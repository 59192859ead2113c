import type { ProcessSettings } from '@questline/lifecycle/settings';
import {
  type ProcessContext,
  runServiceProcess,
  type ServiceProcess,
} from './run-service-process.ts';

/** Does one piece of work on a database that is migrated, and ends; with 1 where the work failed. */
export const runOnce = <Settings extends ProcessSettings>(
  options: ServiceProcess<Settings> & {
    readonly work: (context: ProcessContext<Settings>) => Promise<unknown>;
  },
): Promise<void> =>
  runServiceProcess(options, 'once', async (context) => {
    await context.migrated();
    await options.work(context);
    await context.stack.disposeAsync();
  });

import { listen } from '@questline/http/listen';
import type { HttpServer } from '@questline/http/server';
import { addStartGate } from '@questline/http/start-gate';
import type { ListenSettings, ProcessSettings } from '@questline/lifecycle/settings';
import { waitFor } from '@questline/lifecycle/wait-for';
import type { Dependency } from './dependency.ts';
import {
  type ProcessContext,
  runServiceProcess,
  type ServiceProcess,
} from './run-service-process.ts';

/** A service's API. It listens at once and answers 503 until what it stands on is there. */
export const runHttp = <Settings extends ProcessSettings & ListenSettings>(
  options: ServiceProcess<Settings> & {
    readonly createServer: (context: ProcessContext<Settings>) => Promise<{
      readonly server: HttpServer;
      /** What must have answered once before requests go through. */
      readonly dependencies?: readonly Dependency[];
      /** Runs once they have, on a migrated database; what it throws stops the start. */
      readonly beforeServing?: () => Promise<void>;
    }>;
  },
): Promise<void> =>
  runServiceProcess(options, 'http', async (context) => {
    const { settings, logger, stack } = context;
    const { server, dependencies = [], beforeServing } = await options.createServer(context);
    const gate = addStartGate(server);
    const listening = await listen(server, settings);
    stack.defer(() => listening.stop());
    await context.migrated();
    for (const dependency of dependencies) await waitFor({ ...dependency, logger });
    await beforeServing?.();
    gate.open();
    logger.info('serving');
  });

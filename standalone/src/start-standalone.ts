import { randomBytes } from 'node:crypto';
import { toEdge } from '@questline/http/edge';
import { parseConfig } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { createLogger } from '@questline/telemetry/logger';
import { startTelemetry } from '@questline/telemetry/start-telemetry';
import { buildWebIfStale, webDistDirectory } from './build-web.ts';
import { type StandaloneSettings, standaloneSettings } from './config.ts';
import { startDatabaseServer } from './database-server.ts';
import { openDatabases } from './databases.ts';
import { followNpm } from './follow-npm.ts';
import { createGateway } from './gateway.ts';
import { listen, stopListening } from './listen.ts';
import { metricsListener } from './metrics-listener.ts';
import { createPublicHealth } from './public-health.ts';
import { startServices } from './services.ts';
import { createWebServer } from './web-server.ts';

const describeSignIn = (settings: StandaloneSettings) =>
  settings.NODE_ENV === 'production'
    ? `Sign in as ${settings.FIRST_SUPERUSER}`
    : `Sign in as ${settings.FIRST_SUPERUSER} / ${settings.FIRST_SUPERUSER_PASSWORD}`;

/** `npm start`: the whole product in this process, and the PostgreSQL server it starts. */
export const startStandalone = async (): Promise<void> => {
  const logger = createLogger({ service: 'questline', level: 'info' });
  await runProcess({
    logger,
    start: async (stack) => {
      const settings = parseConfig(standaloneSettings, process.env);
      logger.level = settings.LOG_LEVEL;
      followNpm();
      const { HOST: host, PORT: port } = settings;

      const edge = toEdge(settings);
      if (!edge.loopback && edge.publicOrigin === undefined) {
        logger.warn('PUBLIC_URL is not set: requests for every host are answered');
      }
      const { METRICS_PORT: metricsPort } = settings;
      const metrics = metricsPort !== undefined;
      const telemetry = await startTelemetry({ service: 'questline', settings, metrics, logger });
      stack.defer(() => telemetry.stop());

      const health = await createPublicHealth({ logger, edge });
      const gateway = createGateway(health.listener);
      const server = await listen(gateway.listener, { host, port }, edge);
      stack.defer(() => stopListening(server));
      if (metricsPort !== undefined) {
        const settingNames = { host: 'METRICS_HOST', port: 'METRICS_PORT' };
        const address = { host: settings.METRICS_HOST, port: metricsPort, settings: settingNames };
        const metricsServer = await listen(metricsListener, address, edge);
        stack.defer(() => stopListening(metricsServer));
      }
      const building = buildWebIfStale();
      // Awaited below; until then a failure must not count as unhandled.
      building.catch(() => undefined);

      const postgres = await startDatabaseServer(settings.QUESTLINE_DATA_DIR, logger, stack);
      const databases = await openDatabases(postgres.url, logger, stack);
      // Once the services have ended their streams, and while what requests in hand need still runs.
      stack.defer(() => stopListening(server));
      const services = await startServices({
        settings,
        edge,
        databases,
        internalToken: randomBytes(32).toString('base64url'),
        logger,
        stack,
      });
      await building;
      const web = await createWebServer({ directory: webDistDirectory, logger, edge });
      await web.ready();
      stack.defer(() => web.close());
      gateway.open({ ...services, web: web.routing });
      const { auth, catalog, processing } = databases;
      health.open({ ...databases }, [auth, catalog, processing]);

      const address = server.address();
      const boundPort = typeof address === 'object' && address !== null ? address.port : port;
      const shownHost = host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host;
      console.log(`Questline is ready: http://${shownHost}:${boundPort}`);
      console.log(describeSignIn(settings));
    },
  });
};

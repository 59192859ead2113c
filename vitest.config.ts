import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,services,standalone,web,cli,bench}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.integration.test.ts', '**/*.broker.test.ts'],
        },
      },
      {
        test: {
          name: 'deploy',
          include: ['deploy/test/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{packages,services,standalone}/**/*.integration.test.ts'],
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'broker',
          include: ['packages/{messaging,service-process}/**/*.broker.test.ts'],
          globalSetup: ['packages/testkit/src/rabbitmq/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // One broker at a time is what a small machine bears; each file has virtual hosts of its own.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.test.ts'],
          globalSetup: ['e2e/src/global-setup.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'clients',
          include: ['e2e/src/clients/**/*.clients.test.ts'],
          globalSetup: ['e2e/src/clients/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'clients-long',
          include: ['e2e/src/clients/**/*.clients-long.test.ts'],
          globalSetup: ['e2e/src/clients/global-setup.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

import type { TestProject } from 'vitest/node';
import { startRabbitMq } from './start-rabbitmq.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The test server: every test makes a virtual host of its own on it. */
    rabbitmq: { url: string; managementUrl: string };
  }
}

/** One RabbitMQ for a whole test run. */
export default async function setup(project: TestProject) {
  const server = await startRabbitMq();
  project.provide('rabbitmq', { url: server.url, managementUrl: server.managementUrl });
  return () => server.stop();
}

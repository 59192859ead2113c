import { type Distributed, startDistributed } from '@questline/e2e/start-distributed';
import type { Product } from './product.ts';

export interface DistributedProduct extends Product {
  readonly shape: Distributed;
}

/** One process of each role, or more consumers; events are posted straight to processing's. */
export const startDistributedProduct = async (
  options: { processingConsumers?: number; env?: Record<string, string> } = {},
): Promise<DistributedProduct> => {
  const { env, ...counts } = options;
  const shape = await startDistributed({
    replicas: 1,
    ...counts,
    env: { LOG_LEVEL: 'warn', ...env },
  });
  try {
    await shape.ready();
  } catch (error) {
    await shape.stop();
    throw error;
  }
  const { baseUrl, databaseUrls } = shape;
  const http = shape.processes.find(
    ({ service, role }) => service === 'processing' && role === 'http',
  );
  return {
    shape,
    apiUrl: baseUrl,
    ingestUrl: http?.url ?? baseUrl,
    databaseUrls,
    urlOf: (database) => {
      const url = new URL(databaseUrls.processing);
      url.pathname = `/${database}`;
      return url.href;
    },
    processes: () =>
      shape.processes.flatMap((each) => {
        const pid = each.pid();
        return pid === undefined ? [] : [{ name: each.name, pid }];
      }),
    [Symbol.asyncDispose]: () => shape.stop(),
  };
};

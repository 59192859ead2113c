import type { RequestListener } from 'node:http';
import { metricsType, renderMetrics } from '@questline/telemetry/metrics';

/** Answers `/metrics`, and nothing else, on a port of its own: the gateway's is for the world. */
export const metricsListener: RequestListener = (request, response) => {
  if (request.url !== '/metrics') {
    response.writeHead(404).end();
    return;
  }
  renderMetrics().then(
    (text) => response.writeHead(200, { 'content-type': metricsType }).end(text ?? ''),
    () => response.writeHead(500).end(),
  );
};

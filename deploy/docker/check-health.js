// The containers' health check: exits with 0 when this process is ready. Plain JavaScript and no
// `fetch`, because it runs every few seconds in every container and shall cost little.
import { get } from 'node:http';

const { PORT: port = '3000' } = process.env;
const request = get({ port, path: '/health/ready', timeout: 3_000 }, ({ statusCode }) => {
  process.exit(statusCode === 200 ? 0 : 1);
});
request.on('timeout', () => process.exit(1));
request.on('error', () => process.exit(1));

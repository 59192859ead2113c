import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Product } from './product.ts';

const program = fileURLToPath(new URL('../../../standalone/src/audit.ts', import.meta.url));

/**
 * Runs `npm run audit`'s program on what the product holds. Throws an Error unless it is clean and
 * every grant is credited.
 */
export const auditProduct = async ({ databaseUrls }: Product): Promise<void> => {
  const env = {
    ...process.env,
    AUTH_DATABASE_URL: databaseUrls.auth,
    CATALOG_DATABASE_URL: databaseUrls.catalog,
    CATALOG_VIEWS_DATABASE_URL: databaseUrls.catalog_views,
    PROCESSING_DATABASE_URL: databaseUrls.processing,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  if (/BROKEN|not yet credited/.test(stdout)) throw new Error(`the audit failed:\n${stdout}`);
  console.log('audit clean');
};

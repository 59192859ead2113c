import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const program = fileURLToPath(new URL('../../../standalone/src/audit.ts', import.meta.url));
const invariants = 9;

/** Runs `npm run audit`'s program on the databases; resolves with what it printed. */
export const expectCleanAudit = async (
  urls: Readonly<Record<'auth' | 'catalog' | 'catalog_views' | 'processing', string>>,
) => {
  const env = {
    ...process.env,
    NODE_ENV: undefined,
    AUTH_DATABASE_URL: urls.auth,
    CATALOG_DATABASE_URL: urls.catalog,
    CATALOG_VIEWS_DATABASE_URL: urls.catalog_views,
    PROCESSING_DATABASE_URL: urls.processing,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env }).catch(
    (error) => {
      throw new Error(`the audit failed:\n${error.stdout}${error.stderr}`);
    },
  );
  expect(stdout).not.toMatch(/BROKEN|not yet credited/);
  expect(stdout.match(/^ok/gm)).toHaveLength(invariants);
  return stdout;
};

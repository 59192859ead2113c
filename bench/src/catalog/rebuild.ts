import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(
  new URL('../../../standalone/src/rebuild-catalog.ts', import.meta.url),
);

/** Rebuilds the catalog's views as `npm run catalog:rebuild` does; how many changes, and in how long. */
export const rebuildCatalog = async (urls: { catalog: string; catalog_views: string }) => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      CATALOG_DATABASE_URL: urls.catalog,
      CATALOG_VIEWS_DATABASE_URL: urls.catalog_views,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const text of child.stdout) output += String(text);
  const changes = Number(/(\d+) changes/.exec(output)?.[1]);
  if (!(changes > 0)) throw new Error(`the rebuild said: ${output}`);
  return { changes, seconds: (performance.now() - startedAt) / 1000 };
};

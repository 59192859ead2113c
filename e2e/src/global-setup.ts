import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const build = fileURLToPath(new URL('../../standalone/src/build.ts', import.meta.url));

/** The web app, built once before any test serves it. */
export default async function setup() {
  await promisify(execFile)(process.execPath, [build]);
}

import { access, constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureProgram } from '../install-package.ts';

/** Where packages put the server's own scripts; those on PATH may switch to a `rabbitmq` user. */
const scriptFolders = [
  '/usr/lib/rabbitmq/bin',
  '/opt/rabbitmq/sbin',
  '/opt/homebrew/opt/rabbitmq/sbin',
  '/usr/local/opt/rabbitmq/sbin',
];
const versionedFolders = '/usr/lib/rabbitmq/lib';

const isExecutable = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const findScripts = async (): Promise<string | undefined> => {
  const versions = await readdir(versionedFolders).catch(() => []);
  const folders = versions.map((version) => join(versionedFolders, version, 'sbin'));
  for (const folder of [...folders, ...scriptFolders]) {
    if (await isExecutable(join(folder, 'rabbitmq-server'))) return folder;
  }
  return undefined;
};

/**
 * The folder of RabbitMQ's own scripts. Where the server is missing it is installed on Debian and
 * Ubuntu as root; elsewhere this throws one line that says what to do.
 */
export const ensureRabbitMq = (): Promise<string> =>
  ensureProgram({ label: 'RabbitMQ', packageName: 'rabbitmq-server', find: findScripts });

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { findLockFile, writeApplied } from '../apply/lock-file.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { type ExportedFile, exportFiles } from '../files/export-files.ts';
import { foldName } from '../files/fold-name.ts';
import { readFiles } from '../files/read-files.ts';
import { type Context, type ExitCode, openCatalog } from './context.ts';

/** What stands in the way: quests and rewards that other files of the directory have. */
const findElsewhere = async (directory: string, files: readonly ExportedFile[]) => {
  const isThere = (await stat(directory).catch(() => undefined))?.isDirectory() ?? false;
  if (!isThere) return [];
  const { quests, rewards } = await readFiles(['.'], directory);
  const paths = new Map(
    files.map(({ path, document: { kind, name } }) => [`${kind} ${foldName(name)}`, path]),
  );
  return [...quests, ...rewards].flatMap(({ body, at }) => {
    const { file, line } = at([]);
    const path = paths.get(`${body.kind} ${foldName(body.name)}`);
    const isElsewhere = path !== undefined && path !== file.replaceAll('\\', '/');
    return isElsewhere ? [`${body.kind} ${body.name} is at ${file}:${line} already.`] : [];
  });
};

const isOther = async (directory: string, { path, text }: ExportedFile): Promise<boolean> => {
  const present = await readFile(join(directory, path), 'utf8').catch(() => undefined);
  return present !== undefined && present !== text;
};

const findDifferent = async (directory: string, files: readonly ExportedFile[]) => {
  const different: string[] = [];
  for (const file of files) {
    if (await isOther(directory, file)) {
      different.push(`${file.path} is there and differs: --overwrite replaces it.`);
    }
  }
  return different;
};

const write = async (directory: string, files: readonly ExportedFile[]): Promise<void> => {
  for (const { path, text } of files) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
};

const noteRevisions = async (directory: string, url: string, catalog: Catalog): Promise<void> =>
  writeApplied(await findLockFile(directory), url, [
    ...catalog.quests
      .filter(({ shown }) => shown.state !== 'archived')
      .map(({ shown, revision }) => ({ kind: 'quest' as const, name: shown.name, revision })),
    ...catalog.rewards.map(({ shown, revision }) => ({
      kind: 'reward' as const,
      name: shown.reward_name,
      revision,
    })),
  ]);

/** `questline export`: the catalog as files. Files that are there are left alone unless told otherwise. */
export const exportCatalog = async (context: Context): Promise<ExitCode> => {
  const { arguments: asked, terminal } = context;
  const directory = resolve(context.directory, asked.paths[0] ?? '.');
  const client = openCatalog(context);
  const catalog = await readCatalog(client);
  const files = exportFiles(catalog, asked);
  const obstacles = [
    ...(await findElsewhere(directory, files)),
    ...(asked.overwrite ? [] : await findDifferent(directory, files)),
  ];
  for (const obstacle of obstacles) terminal.warn(obstacle);
  if (obstacles.length > 0) {
    terminal.warn('Nothing was written.');
    return 1;
  }
  await write(directory, files);
  await noteRevisions(directory, client.url, catalog);
  terminal.print(`Exported ${files.length} files to ${asked.paths[0]}.`);
  return 0;
};

import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { foldName } from '../files/fold-name.ts';
import type { Applied } from '../plan/find-conflict.ts';

const revisions = z.record(z.string(), z.string());

const lock = z.strictObject({
  format: z.literal('questline-lock/1'),
  /** By address: what was last applied there, or read from there. */
  catalogs: z.record(z.string(), z.strictObject({ quests: revisions, rewards: revisions })),
});

type Lock = z.infer<typeof lock>;

/** Where something stands now; null for what is gone. */
export interface Standing {
  readonly kind: 'quest' | 'reward';
  readonly name: string;
  readonly revision: string | null;
}

/** The lock file cannot be read or is none: the message says which and why. */
export class LockFileError extends Error {
  override readonly name = 'LockFileError';
}

/** The lock file that belongs to files: in the first directory, or beside the first file. */
export const findLockFile = async (firstPath: string): Promise<string> => {
  const isDirectory = (await stat(firstPath).catch(() => undefined))?.isDirectory() ?? true;
  return join(isDirectory ? firstPath : dirname(firstPath), 'questline.lock.json');
};

const parse = (path: string, text: string): Lock => {
  try {
    return lock.parse(JSON.parse(text));
  } catch {
    throw new LockFileError(`${path} is not a lock file of questline: restore it, or delete it.`);
  }
};

const readLock = async (path: string): Promise<Lock> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new LockFileError(`${path} cannot be read: ${error.message}`);
  });
  return text === undefined ? { format: 'questline-lock/1', catalogs: {} } : parse(path, text);
};

/** What was last applied to the catalog at an address. Rejects with LockFileError. */
export const readApplied = async (path: string, url: string): Promise<Applied> =>
  (await readLock(path)).catalogs[url] ?? { quests: {}, rewards: {} };

const sorted = (entries: Record<string, string>) =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

const note = (applied: Applied, standings: readonly Standing[]): Applied => {
  const noted = { quests: { ...applied.quests }, rewards: { ...applied.rewards } };
  for (const { kind, name, revision } of standings) {
    const entries = kind === 'quest' ? noted.quests : noted.rewards;
    if (revision === null) delete entries[foldName(name)];
    else entries[foldName(name)] = revision;
  }
  return { quests: sorted(noted.quests), rewards: sorted(noted.rewards) };
};

/** Notes where quests and rewards stand, beside what is noted already. The file is whole at any moment. */
export const writeApplied = async (
  path: string,
  url: string,
  standings: readonly Standing[],
): Promise<void> => {
  const { format, catalogs } = await readLock(path);
  const applied = note(catalogs[url] ?? { quests: {}, rewards: {} }, standings);
  const text = `${JSON.stringify({ format, catalogs: { ...catalogs, [url]: applied } }, null, 2)}\n`;
  if (text === (await readFile(path, 'utf8').catch(() => ''))) return;
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, text);
  await rename(part, path);
};

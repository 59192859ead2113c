import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';

const archiveManifest = z.object({
  /** The file next to it: one event a line, JSON, gzipped. */
  file: z.string(),
  rows: z.number().int().min(1),
  bytes: z.number().int(),
  /** Of the file, as `sha256sum` prints it. */
  sha256: z.string(),
  /** Of what is in it. */
  content_sha256: z.string(),
  exported_at: z.iso.datetime(),
});

/** What an archived month holds, by which its file can be checked. */
export type ArchiveManifest = z.infer<typeof archiveManifest>;

type Figures = Omit<ArchiveManifest, 'file' | 'exported_at'>;

const newline = 0x0a;

/** Lets bytes through and tells of them: how many, how many lines, and their SHA-256. */
const createMeter = () => {
  const hash = createHash('sha256');
  let bytes = 0;
  let lines = 0;
  const stream = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      bytes += chunk.length;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1))
        lines += 1;
      done(null, chunk);
    },
  });
  return { stream, read: () => ({ sha256: hash.digest('hex'), bytes, lines }) };
};

type Meter = ReturnType<typeof createMeter>;

const toFigures = (content: Meter, file: Meter): Figures => {
  const { sha256: content_sha256, lines: rows } = content.read();
  const { sha256, bytes } = file.read();
  return { rows, bytes, sha256, content_sha256 };
};

type Options = { readonly signal?: AbortSignal | undefined };

/** Writes lines into a gzipped file that is on the disk when this resolves. */
const writeLines = async (
  path: string,
  pages: AsyncIterable<string>,
  options: Options,
): Promise<Figures> => {
  const [content, file] = [createMeter(), createMeter()];
  const target = createWriteStream(path, { flush: true });
  const source = Readable.from(pages, { objectMode: false });
  await pipeline(source, content.stream, createGzip(), file.stream, target, options);
  return toFigures(content, file);
};

const readLines = async (path: string, options: Options): Promise<Figures> => {
  const [content, file] = [createMeter(), createMeter()];
  const source = createReadStream(path);
  const end = async (bytes: AsyncIterable<Buffer>) => {
    for await (const _ of bytes);
  };
  await pipeline(source, file.stream, createGunzip(), content.stream, end, options);
  return toFigures(content, file);
};

/** Without it a rename may be forgotten when the power goes. */
const syncDirectory = async (directory: string): Promise<void> => {
  if (process.platform === 'win32') return; // Windows has no way to sync a directory.
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
};

const readManifest = async (path: string): Promise<ArchiveManifest | undefined> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : archiveManifest.parse(JSON.parse(text));
};

/** An archive that is there already is not what the month holds: a person has to look. */
class ArchiveConflict extends Error {
  override name = 'ArchiveConflict';
}

const pathsOf = (directory: string, month: string) => {
  const file = `${month}.ndjson.gz`;
  const data = join(directory, file);
  const manifest = join(directory, `${month}.manifest.json`);
  return { file, data, manifest, dataPart: `${data}.part`, manifestPart: `${manifest}.part` };
};

/**
 * Archives a month: `<month>.ndjson.gz` and `<month>.manifest.json`, each written under another name,
 * synced and renamed, the manifest last. An archive with a manifest is never replaced. Resolves to
 * undefined where there is no event to archive.
 * @throws ArchiveConflict when the archive that is there holds other events.
 */
export const writeArchive = async (
  options: {
    /** It must exist: made here, it might lie where nobody meant to keep anything. */
    readonly directory: string;
    readonly month: string;
    /** Whole lines, each with its line break. */
    readonly pages: AsyncIterable<string>;
    readonly now: Date;
    readonly onStep: (step: 'written' | 'renamed') => Promise<void>;
  } & Options,
): Promise<ArchiveManifest | undefined> => {
  const { directory, month, pages, now, onStep, signal } = options;
  const { file, data, manifest, dataPart, manifestPart } = pathsOf(directory, month);
  try {
    const figures = await writeLines(dataPart, pages, { signal });
    await onStep('written');
    const existing = await readManifest(manifest);
    if (figures.rows === 0) return existing;
    if (existing) {
      if (existing.content_sha256 === figures.content_sha256) return existing;
      throw new ArchiveConflict(`${data} holds other events than ${month} does: move it away`);
    }
    const made = { file, ...figures, exported_at: now.toISOString() };
    await writeFile(manifestPart, `${JSON.stringify(made, null, 2)}\n`, { flush: true });
    await rename(dataPart, data);
    await onStep('renamed');
    await rename(manifestPart, manifest);
    await syncDirectory(directory);
    return made;
  } finally {
    await rm(dataPart, { force: true });
  }
};

/** Reads an archive back from the disk and throws unless it is whole and what its manifest says. */
export const verifyArchive = async (
  directory: string,
  month: string,
  options: Options = {},
): Promise<void> => {
  const { data, manifest } = pathsOf(directory, month);
  const promised = await readManifest(manifest);
  if (!promised) throw new Error(`${manifest} is missing`);
  const found = await readLines(data, options);
  for (const name of ['rows', 'bytes', 'sha256', 'content_sha256'] as const) {
    if (found[name] !== promised[name]) {
      throw new Error(`${data} is damaged: ${name} is ${found[name]}, not ${promised[name]}`);
    }
  }
};

import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { FileFault } from './fault.ts';
import { type Files, joinFiles, parseFile } from './parse-file.ts';

const filesMax = 10_000;
const bytesMax = 1_048_576;

const isYaml = (name: string): boolean => /\.ya?ml$/i.test(name);

/** Directories of tools, such as .git. */
const isHidden = (path: string): boolean =>
  path
    .split(sep)
    .some(
      (part) => part === 'node_modules' || (part.startsWith('.') && part !== '..' && part !== '.'),
    );

const faultOf = (file: string, message: string): Files => ({
  quests: [],
  rewards: [],
  faults: [{ file, line: 1, column: 1, path: '', message } satisfies FileFault],
});

const explain = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'does not exist';
  return code === 'EACCES' ? 'may not be read' : message;
};

/** The YAML files that a path stands for: itself, or every one in the directory and below it. */
const listFiles = async (path: string): Promise<string[]> => {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => isYaml(name) && !isHidden(name))
    .sort()
    .map((name) => join(path, name));
};

const readOne = async (file: string, shown: string): Promise<Files> => {
  try {
    const found = await stat(file);
    if (!found.isFile()) return faultOf(shown, 'is not a file');
    if (found.size > bytesMax) return faultOf(shown, `is larger than ${bytesMax} bytes`);
    return parseFile(shown, new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)));
  } catch (error) {
    const isEncoding =
      (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    return faultOf(shown, isEncoding ? 'is not UTF-8' : explain(error));
  }
};

/** The files that a path stands for, or why there are none. */
const findFiles = async (path: string, directory: string): Promise<readonly string[] | Files> => {
  const files = await listFiles(resolve(directory, path)).catch((error: unknown) => explain(error));
  if (typeof files === 'string') return faultOf(path, files);
  if (files.length === 0) return faultOf(path, 'has no *.yaml or *.yml in it');
  return files.length > filesMax ? faultOf(path, `has more than ${filesMax} files`) : files;
};

const isFiles = (found: readonly string[] | Files): found is Files => !Array.isArray(found);

/**
 * Reads files and directories, each file once; paths are as seen from `directory`. Never rejects for
 * what is in them.
 */
export const readFiles = async (paths: readonly string[], directory: string): Promise<Files> => {
  const found = await Promise.all(paths.map((path) => findFiles(path, directory)));
  const files = new Set(found.flatMap((each) => (isFiles(each) ? [] : each)));
  const read: Files[] = [];
  for (const file of files) read.push(await readOne(file, relative(directory, file) || file));
  return joinFiles([...read, ...found.filter(isFiles)]);
};

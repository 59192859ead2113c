import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Descriptors that are open, undefined where the system has no /proc. */
export const countOpenFiles = (): number | undefined => {
  try {
    // One of them is that of the listing.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return undefined;
  }
};

/** Descriptors that may be open, from the text of /proc/self/limits; undefined for no limit. */
export const parseOpenFilesMax = (limits: string): number | undefined => {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
  return soft === undefined ? undefined : Number(soft);
};

export const readOpenFilesMax = (): number | undefined =>
  parseOpenFilesMax(read('/proc/self/limits') ?? '');

/** Bytes of address space, from the text of /proc/self/status. */
export const parseVirtualBytes = (status: string): number | undefined => {
  const [, kilobytes] = /^VmSize:\s+(\d+) kB/m.exec(status) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
};

export const readVirtualBytes = (): number | undefined =>
  parseVirtualBytes(read('/proc/self/status') ?? '');

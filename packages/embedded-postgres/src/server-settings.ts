import { totalmem } from 'node:os';

const mebibyte = 1024 * 1024;
const bufferMebibytesMin = 64;
const bufferMebibytesMax = 512;
/** A server by itself gets a quarter of the memory (PostgreSQL, 19.4.1); this one has neighbours. */
const memoryPart = 16;

/**
 * MiB of memory for the pages in use. Taken as they come to be used, so that a small database does not
 * pay for it; one of many users reads each page from the disk's cache otherwise.
 */
const bufferMebibytes = (): number => {
  // Zero or more than there is where the process has no limit of its own.
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  const part = Math.floor(Math.min(limit, totalmem()) / mebibyte / memoryPart);
  return Math.min(Math.max(part, bufferMebibytesMin), bufferMebibytesMax);
};

/** Modest enough for a laptop beside everything else; durability as in production. */
const defaults: Readonly<Record<string, string>> = {
  shared_buffers: `${bufferMebibytes()}MB`,
  max_connections: '100',
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Errors go to the client, which logs them without values; statements and details would hold them.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

/** The server's command line; `settings` win over the defaults, not over the address and port. */
export const serverArgs = (
  cluster: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): string[] => {
  const all = {
    ...defaults,
    ...settings,
    // Reachable from this machine only, and no socket file whose path could be too long.
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // Output goes to our log file; the collector would divert it.
    logging_collector: 'off',
  };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster, '-p', String(port), ...options];
};

/** Modest enough for a laptop beside everything else; durability as in production. */
const defaults: Readonly<Record<string, string>> = {
  shared_buffers: '64MB',
  max_connections: '100',
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
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

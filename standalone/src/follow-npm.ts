import { readFileSync } from 'node:fs';

const intervalMs = 500;

/** The parent of a process, where the system shows it in /proc. */
const parentOf = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; the state and the parent follow the last one.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
};

/**
 * Stops with npm. npm runs this process through a shell that does not pass signals on: whoever stops
 * `npm start` ends npm or the shell and would leave this process behind, holding port and data.
 */
export const followNpm = (): void => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const { ppid: shell } = process;
  const npm = parentOf(shell);
  const watch = setInterval(() => {
    if (process.ppid === shell && parentOf(shell) === npm) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, intervalMs);
  watch.unref();
};

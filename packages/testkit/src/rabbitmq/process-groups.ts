import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';

/**
 * Waits for the end of its input, which comes when the process that started it is gone, even by
 * SIGKILL; then ends the groups written down in the folder, and the folder itself if asked to.
 */
const guardScript = `
cat > /dev/null
for group in $(cat "$0/groups"); do kill -s KILL -- "-$group"; done 2> /dev/null
[ "$1" = remove ] && rm -rf -- "$0"
`;

export interface ProcessGroups {
  /** Starts a command at the head of a process group of its own. */
  start(command: string, args: readonly string[], env: Record<string, string>): ChildProcess;
  /** SIGKILL for a command and everything it started. */
  kill(leader: ChildProcess): Promise<void>;
  /** Ends every group, then the guard. */
  end(): Promise<void>;
}

/** Commands that never outlive this process. Their output goes to `log`. */
export const createProcessGroups = (options: {
  dir: string;
  removeDir: boolean;
  log: FileHandle;
}): ProcessGroups => {
  const leaders = new Set<ChildProcess>();
  const writeDown = () => {
    const pids = [...leaders].map(({ pid }) => pid).join('\n');
    writeFileSync(join(options.dir, 'groups'), pids);
  };
  writeDown();
  const guard = spawn(
    'sh',
    ['-c', guardScript, options.dir, options.removeDir ? 'remove' : 'keep'],
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  );
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();

  const kill = async (leader: ChildProcess) => {
    if (!leaders.delete(leader)) return;
    leader.ref();
    const gone = once(leader, 'exit');
    if (leader.pid !== undefined) {
      try {
        process.kill(-leader.pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    if (leader.exitCode === null && leader.signalCode === null) await gone;
    writeDown();
  };

  return {
    start: (command, args, env) => {
      const { fd } = options.log;
      const leader = spawn(command, args, { detached: true, env, stdio: ['ignore', fd, fd] });
      leader.on('error', () => leaders.delete(leader));
      leader.unref();
      leaders.add(leader);
      writeDown();
      return leader;
    },
    kill,
    end: async () => {
      for (const leader of leaders) await kill(leader);
      guard.kill('SIGKILL');
    },
  };
};

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from './startup-error.ts';

const run = promisify(execFile);
const inspectTimeoutMs = 10_000;

export interface RunningProcess {
  /**
   * When it started, in a form that only serves to tell it from a later owner of the same id; empty
   * when this system would not say.
   */
  readonly started: string;
  readonly commandLine: string;
}

const inspectThroughProc = async (pid: number): Promise<RunningProcess | undefined> => {
  const [stat, commandLine, bootId] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
  ]);
  // The command name in parentheses may itself hold spaces and parentheses: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', startTicks = ''] = [fields[0], fields[19]];
  // Under a PID 1 that does not reap, a dead process stays a zombie for ever.
  if (state === 'Z' || state === 'X') return undefined;
  // Ticks count from boot, so the boot belongs to the identity.
  return {
    started: `${bootId.slice(0, 8)}${startTicks}`,
    commandLine: commandLine.replaceAll('\0', ' ').trim(),
  };
};

const inspectThroughPs = async (pid: number): Promise<RunningProcess | undefined> => {
  const args = ['-ww', '-o', 'stat=,lstart=,command=', '-p', String(pid)];
  const { stdout } = await run('ps', args, {
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    timeout: inspectTimeoutMs,
  });
  const [state = 'Z', ...words] = stdout.trim().split(/\s+/);
  if (state.startsWith('Z')) return undefined;
  const started = words.slice(0, 5).join('').replaceAll(/\W/g, '');
  return { started, commandLine: words.slice(5).join(' ') };
};

const inspectThroughPowerShell = async (pid: number): Promise<RunningProcess | undefined> => {
  const script =
    `$p = Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'; ` +
    'if ($p) { $p.CreationDate.ToFileTimeUtc(); $p.CommandLine }';
  const { stdout } = await run('powershell', ['-NoProfile', '-Command', script], {
    timeout: inspectTimeoutMs,
    windowsHide: true,
  });
  const [started = '', ...commandLine] = stdout.trim().split(/\r?\n/);
  return started === '' ? undefined : { started, commandLine: commandLine.join(' ') };
};

const inspectThroughTool = async (pid: number): Promise<RunningProcess | undefined> => {
  try {
    return await (process.platform === 'win32'
      ? inspectThroughPowerShell(pid)
      : inspectThroughPs(pid));
  } catch (error) {
    // `ps` ends with 1 when it finds nobody. Any other failure says nothing, so count it as alive.
    const nobody = error instanceof Error && 'code' in error && error.code === 1;
    return nobody ? undefined : { started: '', commandLine: '' };
  }
};

/** The live process with this id, or undefined when there is none (zombies count as none). */
export const inspectProcess = async (pid: number): Promise<RunningProcess | undefined> => {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return undefined;
  }
  if (process.platform !== 'linux') return inspectThroughTool(pid);
  return inspectThroughProc(pid).catch(() => undefined); // It ended between two looks.
};

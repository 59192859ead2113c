import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./bare-route.process.ts', import.meta.url));

/** Starts a process whose only route answers with these bytes. */
export const startBareRoute = async (
  body: string,
): Promise<AsyncDisposable & { url: string; pid: number }> => {
  const dir = await mkdtemp(join(tmpdir(), 'questline-bench-'));
  const file = join(dir, 'body.json');
  await writeFile(file, body);
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let url = '';
  for await (const text of child.stdout) {
    url = /listening (\S+)/.exec(String(text))?.[1] ?? '';
    if (url !== '') break;
  }
  return {
    url,
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StartError } from '@questline/lifecycle/config';

/** Shows the question and none of what is typed. */
const createMutedOutput = () =>
  new Writable({
    write: (_chunk, _encoding, done) => done(),
  });

const ask = async (question: string): Promise<string> => {
  process.stderr.write(question);
  const terminal = createInterface({
    input: process.stdin,
    output: createMutedOutput(),
    terminal: true,
  });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
};

const readLine = async (): Promise<string> => {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
};

/** The new password: from the setting, else typed twice at a terminal, else the first line of stdin. */
export const readNewPassword = async (setting: string | undefined): Promise<string> => {
  if (setting !== undefined) return setting;
  if (!process.stdin.isTTY) return readLine();
  const password = await ask('New password: ');
  if (password !== (await ask('The same again: '))) throw new StartError('the passwords differ');
  return password;
};

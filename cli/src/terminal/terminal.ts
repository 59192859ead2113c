import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

type Color = 'red' | 'green' | 'yellow' | 'bold' | 'dim';

const codes: Readonly<Record<Color, readonly [on: number, off: number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  bold: [1, 22],
  dim: [2, 22],
};

/** Marks text with a colour, or leaves it as it is. */
export type Paint = (color: Color, text: string) => string;

const plain: Paint = (_color, text) => text;

const colored: Paint = (color, text) => {
  const [on, off] = codes[color];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};

/** What commands say and ask. */
export interface Terminal {
  readonly print: (text: string) => void;
  /** For what is no result: progress, faults. */
  readonly warn: (text: string) => void;
  readonly paint: Paint;
  /** Undefined where nobody is there to answer. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

/** The line that is typed; '' for Ctrl+C and Ctrl+D. */
const ask = async (question: string): Promise<string> => {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const left = once(reader, 'close').then(() => '');
  try {
    return await Promise.race([reader.question(question), left]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ABORT_ERR') return '';
    throw error;
  } finally {
    reader.close();
  }
};

/** The terminal of this process: colours only where somebody sees them and NO_COLOR is not set. */
export const openTerminal = (): Terminal => ({
  print: (text) => process.stdout.write(`${text}\n`),
  warn: (text) => process.stderr.write(`${text}\n`),
  paint: process.stdout.isTTY && !process.env.NO_COLOR ? colored : plain,
  ask: process.stdin.isTTY ? ask : undefined,
});

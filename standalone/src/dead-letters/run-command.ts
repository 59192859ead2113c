import { subscriptions } from '@questline/contracts/subscriptions';
import {
  countDeadLetters,
  selectDeadLetters,
} from '@questline/messaging/dead-letters/dead-letters.sql';
import {
  dropDeadLetters,
  replayDeadLetters,
} from '@questline/messaging/dead-letters/replay-dead-letters';
import type { Database } from '@questline/postgres/database';
import { type Letter, toJson, toLine, toPage } from './print-letters.ts';
import type { Command, Service, Target } from './read-command.ts';

export interface CommandContext {
  /** The databases that are there; a service without one has no dead letters to show. */
  readonly databases: Readonly<Partial<Record<Service, Database>>>;
  readonly print: (line: string) => void;
  /** Asks a person; false where there is nobody to ask. */
  readonly confirm: (question: string) => Promise<boolean>;
}

const everything = { after: 0, upTo: Number.MAX_SAFE_INTEGER };

const present = ({ targets }: Command, { databases }: CommandContext) =>
  targets.flatMap((target: Target) => {
    const database = databases[target.service];
    return database ? [{ ...target, database }] : [];
  });

const readLetters = async (command: Command, context: CommandContext) => {
  const letters: Letter[] = [];
  for (const { service, filter, database } of present(command, context)) {
    const room = command.limit - letters.length;
    const rows = await selectDeadLetters(database, filter, everything, room);
    letters.push(...rows.map((row) => ({ ...row, service })));
    if (letters.length >= command.limit) break;
  }
  return letters;
};

const printSummary = async (command: Command, context: CommandContext) => {
  for (const { service, database } of present(command, context)) {
    for (const { subscription, reason, count } of await countDeadLetters(database)) {
      context.print(`${service}: ${count} of ${subscription}, ${reason}`);
    }
  }
};

const list = async (command: Command, context: CommandContext): Promise<number> => {
  const letters = await readLetters(command, context);
  if (command.json) {
    for (const letter of letters) context.print(JSON.stringify(toJson(letter)));
    return 0;
  }
  for (const letter of letters) context.print(toLine(letter));
  if (letters.length === 0) context.print('no dead letters');
  if (letters.length === command.limit) {
    context.print(`the oldest ${command.limit} that match; of all there are:`);
    await printSummary(command, context);
  }
  return 0;
};

const show = async (command: Command, context: CommandContext): Promise<number> => {
  const letters = await readLetters(command, context);
  for (const letter of letters) {
    context.print(command.json ? JSON.stringify(toJson(letter)) : toPage(letter));
  }
  const wanted = command.targets.flatMap(({ filter }) => filter.ids ?? []).length;
  if (letters.length === wanted) return 0;
  if (!command.json) context.print(`${wanted - letters.length} of them are not there`);
  return 1;
};

const move = async (command: Command, context: CommandContext): Promise<number> => {
  const isDrop = command.kind === 'drop';
  if (isDrop && !command.confirmed) {
    const agreed = await context.confirm('Delete these dead letters for good? (y/N) ');
    if (!agreed) {
      context.print('nothing was deleted; --yes answers in advance');
      return 2;
    }
  }
  let moved = 0;
  let left = 0;
  for (const { database, filter } of present(command, context)) {
    const done = isDrop
      ? await dropDeadLetters(database, filter)
      : await replayDeadLetters(database, filter, Object.keys(subscriptions));
    moved += done.moved;
    left += done.left;
  }
  if (command.json)
    context.print(JSON.stringify({ [isDrop ? 'dropped' : 'replayed']: moved, left }));
  else context.print(`${moved} ${isDrop ? 'deleted' : 'sent back'}, ${left} left as they are`);
  const wanted = command.targets.flatMap(({ filter }) => filter.ids ?? []).length;
  return left > 0 || moved < wanted ? 1 : 0;
};

/**
 * Runs a command and returns its exit code: 0 done, 1 something of what was asked for is not there or cannot go
 * back, 2 not confirmed.
 */
export const runCommand = (command: Command, context: CommandContext): Promise<number> => {
  switch (command.kind) {
    case 'list':
      return list(command, context);
    case 'show':
      return show(command, context);
    default:
      return move(command, context);
  }
};

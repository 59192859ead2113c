import type { QuestlineEvent } from '@questline/contracts/event';
import type { Database, Transaction } from '@questline/postgres/database';
import { parseMessage } from '../rabbitmq/parse-message.ts';
import {
  type DeadLetterFilter,
  type DeadLetterRow,
  deleteDeadLetters,
  insertReplays,
  lockDeadLetters,
  selectNewestDeadLetter,
} from './dead-letters.sql.ts';

const batchSizeMax = 100;

/** What became of the dead letters that matched. */
export interface Moved {
  readonly moved: number;
  /** Those that are no events, or of a subscription that is not known. */
  readonly left: number;
}

/**
 * Works through what matches and is there at the start, a batch in one transaction each: a kill in the
 * middle leaves each letter as it was or done. `work` returns how many of the batch it has moved.
 */
const inBatches = async (
  database: Database,
  filter: DeadLetterFilter,
  work: (tx: Transaction, rows: readonly DeadLetterRow[]) => Promise<number>,
): Promise<Moved> => {
  const upTo = await selectNewestDeadLetter(database);
  let after = 0;
  let moved = 0;
  let left = 0;
  for (;;) {
    const from = after;
    const batch = await database.transaction(async (tx) => {
      const rows = await lockDeadLetters(tx, filter, { after: from, upTo }, batchSizeMax);
      return { rows, moved: rows.length === 0 ? 0 : await work(tx, rows) };
    });
    const last = batch.rows.at(-1);
    if (last === undefined) return { moved, left };
    after = last.id;
    moved += batch.moved;
    left += batch.rows.length - batch.moved;
  }
};

/** What an earlier release took for no event may be one for this release. */
const eventOf = ({ event, body }: DeadLetterRow): QuestlineEvent | undefined => {
  if (event !== null) return event;
  const { events, malformed } = parseMessage(body ?? Buffer.of());
  return malformed.length === 0 && events.length === 1 ? events[0] : undefined;
};

/**
 * Puts dead letters back into the outbox, each for the subscription that refused it. Consumers know events
 * by their identity, so that one that was handled after all changes nothing.
 */
export const replayDeadLetters = (
  database: Database,
  filter: DeadLetterFilter,
  subscriptions: readonly string[],
): Promise<Moved> =>
  inBatches(database, filter, async (tx, rows) => {
    const replays = rows.flatMap((row) => {
      const event = eventOf(row);
      const { id, subscription } = row;
      return event && subscriptions.includes(subscription) ? [{ id, subscription, event }] : [];
    });
    if (replays.length === 0) return 0;
    await insertReplays(tx, replays);
    return deleteDeadLetters(
      tx,
      replays.map(({ id }) => id),
    );
  });

/** Deletes dead letters for good. */
export const dropDeadLetters = (database: Database, filter: DeadLetterFilter): Promise<Moved> =>
  inBatches(database, filter, (tx, rows) =>
    deleteDeadLetters(
      tx,
      rows.map(({ id }) => id),
    ),
  );

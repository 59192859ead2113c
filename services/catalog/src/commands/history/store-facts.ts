import type { ChangeAuthor } from '@questline/contracts/catalog/change';
import type { CatalogEvent } from '@questline/contracts/catalog/events';
import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import type { Transaction } from '@questline/postgres/database';
import { type Change, type Fact, toCatalogEvent, toQuestlineEvent } from '../../changes/change.ts';
import { type Aggregate, upsertAggregate } from './aggregates.sql.ts';
import { insertChanges, updateHistoryEnd } from './history.sql.ts';

/** Who commands, when, and with what ids. */
export interface CommandContext {
  readonly author: ChangeAuthor;
  /** Where the author calls from; absent for the product itself. */
  readonly address?: string | undefined;
  readonly reason: string | null;
  readonly now: Date;
  /** A new UUIDv7. */
  readonly newId: () => string;
}

/** Where facts belong: the aggregate, and its revision before them. */
export interface Place extends Pick<Change, 'aggregate' | 'aggregate_id'> {
  readonly revision: number;
}

const toChanges = (
  facts: readonly Fact[],
  { aggregate, aggregate_id, revision }: Place,
  { author, reason, now, newId }: CommandContext,
): Change[] =>
  facts.map(({ type, data }, index) => ({
    position: 0,
    id: newId(),
    aggregate,
    aggregate_id,
    revision: revision + index + 1,
    type,
    data,
    author,
    reason,
    occurred_at: now,
  }));

/**
 * Puts what was decided into the history and the outbox, and notes where the aggregate stands then.
 * Returns the position of the last change of the catalog that the caller has seen or made.
 */
export const storeFacts = async <State extends object>(
  tx: Transaction,
  facts: readonly Fact[],
  place: Place,
  context: CommandContext,
  fold: {
    readonly before: State | undefined;
    readonly evolve: (state: State | undefined, event: CatalogEvent) => State | undefined;
    readonly note: (state: State | undefined) => Pick<Aggregate, 'name' | 'unlock'>;
  },
): Promise<{ readonly state: State | undefined; readonly position: number }> => {
  if (facts.length === 0) return { state: fold.before, position: await updateHistoryEnd(tx, 0) };
  const changes = toChanges(facts, place, context);
  // What is folded names no position, so that the name can be taken before others have to wait.
  const befores: (State | undefined)[] = [];
  const state = changes.map(toCatalogEvent).reduce<State | undefined>((before, event) => {
    befores.push(before);
    return fold.evolve(before, event);
  }, fold.before);
  const { aggregate, aggregate_id: id } = place;
  const revision = place.revision + facts.length;
  await upsertAggregate(tx, { id, aggregate, revision, ...fold.note(state) });
  const position = await updateHistoryEnd(tx, facts.length);
  const placed = changes.map((change, index) => ({
    ...change,
    position: position - facts.length + index + 1,
  }));
  await insertChanges(tx, placed);
  const { address } = context;
  await insertOutboxEvents(
    tx,
    placed.map((change, index) => toQuestlineEvent(change, { address, before: befores[index] })),
  );
  return { state, position };
};

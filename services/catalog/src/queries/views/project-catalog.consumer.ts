import { type CatalogEvent, catalogEvent } from '@questline/contracts/catalog/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import { subscriptions } from '@questline/contracts/subscriptions';
import { accepted, rejected, type Subscription, type Verdict } from '@questline/messaging/bus';
import type { Database, Transaction } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import { z } from 'zod';
import {
  deleteEarlyEvents,
  insertEarlyEvents,
  notifyPosition,
  selectEarlyEvents,
  selectLiveForUpdate,
} from './projection.sql.ts';
import { showEvents } from './show-events.ts';
import { takeTurn } from './turn.ts';

const batchSizeMax = 500;

type Read =
  | { readonly kind: 'event'; readonly event: CatalogEvent }
  | { readonly kind: 'verdict'; readonly verdict: Verdict };

const read = (event: QuestlineEvent): Read => {
  // Told before changes had an order; it was told again when they were given one.
  if (!('change' in event.data)) return { kind: 'verdict', verdict: accepted };
  const { data, error } = catalogEvent.safeParse(event);
  if (data) return { kind: 'event', event: data };
  return { kind: 'verdict', verdict: rejected(`bad data: ${z.prettifyError(error)}`) };
};

/** Shows what comes next and keeps what comes too early; returns how far the views are, and how many wait. */
const show = async (tx: Transaction, events: readonly CatalogEvent[]) => {
  const live = await selectLiveForUpdate(tx);
  let generation = live;
  let next = takeTurn(generation.position, events);
  await insertEarlyEvents(tx, next.early);
  while (next.due.length > 0) {
    generation = await showEvents(tx, generation, next.due);
    const kept = await selectEarlyEvents(tx, generation.position, batchSizeMax);
    next = takeTurn(generation.position, kept);
  }
  if (generation.position > live.position) {
    await deleteEarlyEvents(tx, generation.position);
    await notifyPosition(tx, generation.position);
  }
  return { position: generation.position, early: next.early.length };
};

/** Keeps the views by the catalog's events: each once and in the order of its decision. */
export const projectCatalog = (deps: { database: Database; logger: Logger }): Subscription => ({
  ...subscriptions['catalog.views'],
  batchSizeMax,
  handle: async (events) => {
    const all = events.map(read);
    const told = all.flatMap((each) => (each.kind === 'event' ? [each.event] : []));
    const { position, early } = await deps.database.transaction((tx) => show(tx, told));
    // The next delivery mostly brings what is missing; what never comes is made up by a rebuild.
    if (early > 0) deps.logger.warn({ position, early }, 'events came before their turn');
    return all.map((each) => (each.kind === 'event' ? accepted : each.verdict));
  },
});

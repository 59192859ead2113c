import type { Database } from '@questline/postgres/database';
import { openDatabase } from '../engine/engine-database.ts';
import { toPlainEvent } from '../workload/load-event.ts';
import { completes, createTurns, phaseOf, type Turn, userIdOf } from '../workload/workload.ts';
import { selectCreditedCount, selectStoredCount } from './counts.sql.ts';
import { createEventSender, type EventSender, postInFlight } from './post-events.ts';
import { type PreparedProduct, prepareProduct } from './prepare-product.ts';
import type { Product } from './product.ts';
import { waitUntil } from './wait-until.ts';

export const eventsPerRequest = 500;
const requestsInFlight = 8;
const group = 'player';

/** One stretch of load: how long until every event was durable, and until every grant was credited. */
export interface LoadTimes {
  readonly events: number;
  readonly acceptedSeconds: number;
  readonly creditedSeconds: number;
}

export interface CreditedLoad extends AsyncDisposable {
  readonly prepared: PreparedProduct;
  readonly sender: EventSender;
  readonly processing: Database;
  /** Takes the next events of the load and says of them that they will be stored. */
  take(events: number): readonly Turn[];
  /** Posts the next events of the load, many requests at once, and waits for what they earn. */
  run(events: number): Promise<LoadTimes>;
  /** Resolves once all that was taken is stored, and its grants are credited. */
  settled(): Promise<void>;
}

const toBodies = (userIds: readonly string[]): string[] =>
  Array.from({ length: Math.ceil(userIds.length / eventsPerRequest) }, (_, index) =>
    JSON.stringify(
      userIds.slice(index * eventsPerRequest, (index + 1) * eventsPerRequest).map(toPlainEvent),
    ),
  );

/** Brings every user to its phase, so that from then on every 20th event of any stretch completes. */
const warmUpUsers = (users: number): string[] =>
  Array.from({ length: users }, (_, index) => index)
    .flatMap((index) => Array.from({ length: phaseOf(index) }, (_, round) => ({ index, round })))
    .sort((a, b) => a.round - b.round || a.index - b.index)
    .map(({ index }) => userIdOf(group, index));

/** A product with the load's quests and users; all it is sent counts for the exact totals at the end. */
export const startCreditedLoad = async (product: Product, users: number): Promise<CreditedLoad> => {
  const processing = openDatabase(product.databaseUrls.processing);
  const auth = openDatabase(product.databaseUrls.auth);
  const prepared = await prepareProduct(product, processing);
  const sender = createEventSender(product.ingestUrl, prepared.apiKey);
  const takeTurns = createTurns(group, users);
  const warmUp = warmUpUsers(users);
  let [stored, granted] = [warmUp.length, 0];

  const take = (events: number) => {
    const turns = takeTurns(events);
    stored += turns.length;
    granted += turns.filter(completes).length;
    return turns;
  };
  const credited = () =>
    waitUntil('grants credited', async () => (await selectCreditedCount(auth)) >= granted);
  const settled = async () => {
    await credited();
    await waitUntil('events stored', async () => (await selectStoredCount(processing)) >= stored);
    const totals = [await selectStoredCount(processing), await selectCreditedCount(auth)];
    if (totals.join() !== [stored, granted].join()) {
      throw new Error(`${totals.join(' and ')} stored and credited, not ${stored} and ${granted}`);
    }
  };

  await postInFlight(sender, toBodies(warmUp), requestsInFlight);
  await settled();
  return {
    prepared,
    sender,
    processing,
    take,
    settled,
    run: async (events) => {
      const bodies = toBodies(take(events).map(({ user_id }) => user_id));
      const startedAt = performance.now();
      await postInFlight(sender, bodies, requestsInFlight);
      const acceptedAt = performance.now();
      await credited();
      return {
        events,
        acceptedSeconds: (acceptedAt - startedAt) / 1000,
        creditedSeconds: (performance.now() - startedAt) / 1000,
      };
    },
    [Symbol.asyncDispose]: async () => {
      sender.close();
      await processing.close();
      await auth.close();
    },
  };
};

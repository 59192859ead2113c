import type { QuestlineEvent } from '@questline/contracts/event';
import type { Bus } from '../bus.ts';
import type { OutboxRow } from './outbox.sql.ts';

/** Publishes the events of rows, in order; those for one subscription alone go there and nowhere else. */
export const sendRows = async (
  bus: Pick<Bus, 'publish' | 'replay'>,
  rows: readonly OutboxRow[],
  events: readonly QuestlineEvent[],
): Promise<void> => {
  if (rows.every(({ subscription }) => subscription === null)) return bus.publish(events);
  const replays = new Map<string, QuestlineEvent[]>();
  for (const [index, event] of events.entries()) {
    const subscription = rows[index]?.subscription;
    if (subscription == null) continue;
    replays.set(subscription, [...(replays.get(subscription) ?? []), event]);
  }
  await bus.publish(events.filter((_, index) => rows[index]?.subscription == null));
  for (const [subscription, again] of replays) await bus.replay(subscription, again);
};

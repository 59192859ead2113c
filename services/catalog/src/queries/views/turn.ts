import type { CatalogEvent } from '@questline/contracts/catalog/events';

/**
 * Which events come next after a position, without a gap, and which come too early: those whose turn
 * has passed are dropped, as they were told twice.
 */
export const takeTurn = (
  position: number,
  events: readonly CatalogEvent[],
): { readonly due: readonly CatalogEvent[]; readonly early: readonly CatalogEvent[] } => {
  const byPosition = new Map(events.map((event) => [event.data.change.position, event]));
  const due: CatalogEvent[] = [];
  for (let next = position + 1; ; next += 1) {
    const event = byPosition.get(next);
    if (event === undefined) break;
    due.push(event);
  }
  const reached = position + due.length;
  const early = [...byPosition].filter(([each]) => each > reached).map(([, event]) => event);
  return { due, early };
};

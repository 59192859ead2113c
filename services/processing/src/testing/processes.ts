import type { QuestlineEvent } from '@questline/contracts/event';
import { payDue } from '../claims/pay-due.ts';
import { createEventApplier } from '../progress/apply-events.ts';
import { createDefinitions } from '../quest-definitions/definitions.ts';
import { eventOf } from './events.ts';
import type { ProcessingHarness } from './processing-harness.ts';

type Dependencies = ProcessingHarness['deps'];

/** What a consumer of another process does, with a memory of its own. */
export const applierOf = (deps: Dependencies) =>
  createEventApplier({
    ...deps,
    definitions: createDefinitions({ ...deps, source: deps.questSource }),
  });

/** What the periodic task of another process does once. */
export const payerOf = (deps: Dependencies) => {
  const definitions = createDefinitions({ ...deps, source: deps.questSource });
  return () => payDue({ ...deps, definitions });
};

/** A `play` as the bus brings it, under the identity it has when it is posted as plain JSON. */
export const busPlay = (
  user: string,
  id: string,
  time: string,
  data: Record<string, unknown> = {},
  timezone?: string,
): QuestlineEvent =>
  eventOf({
    source: 'app',
    type: 'play',
    id,
    subject: user,
    time,
    data,
    ...(timezone !== undefined && { timezone }),
  });

/** The same, in another order for each seed. */
export const shuffled = <Item>(items: readonly Item[], seed: number): Item[] => {
  let state = seed + 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
};

export const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

export const chunksOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  times(Math.ceil(items.length / size), (index) => items.slice(index * size, (index + 1) * size));

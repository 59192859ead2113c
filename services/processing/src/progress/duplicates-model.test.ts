import type { QuestlineEvent } from '@questline/contracts/event';
import type { QuestEvent } from '@questline/quest-language/decide-quest';
import {
  type Arrival,
  latenessSeconds,
  type Story,
  story,
} from '@questline/quest-language/testing/arbitraries';
import { decideNaively } from '@questline/quest-language/testing/naive-reference';
import { newUser } from '@questline/quest-language/testing/naive-round';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flagOf } from '../events/event.ts';
import { isPrepared, prepareEvents, sortEvents } from '../events/sort-events.ts';
import { eventOf } from '../testing/events.ts';
import { questVersionOf } from '../testing/quests.ts';
import { definitionsOf } from '../testing/run-advance.ts';
import { decideAdvance } from './advance.ts';
import type { Progress } from './progress.ts';

const ada = 'ada';
const runs = Number(process.env.QUEST_LANGUAGE_RUNS ?? 120);

/** For an arrival which of the events so far come with it once more: before it and after it. */
interface Again {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const toArriving = ({ type, time, data }: QuestEvent, index: number): QuestlineEvent =>
  eventOf({ id: `event ${index}`, type, subject: ada, time: time.toISOString(), data });

/** The events of a story in batches of one arrival and what comes again with it, as processing decides them. */
const tell = (
  definition: Story['definition'],
  arrivals: readonly Arrival[],
  again: readonly Again[],
) => {
  const definitions = definitionsOf([{ ...questVersionOf(), definition }]);
  const events = arrivals.map(({ event }, index) => toArriving(event, index));
  const payloads = new Map<string, string>();
  const completed: string[] = [];
  let progress: readonly Progress[] = [];
  let stored = 0;
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id ${ids}`;
  };
  arrivals.forEach(({ now, zone }, index) => {
    const soFar = events.slice(0, index + 1);
    const { before = [], after = [] } = again[index] ?? {};
    const batch = [...before, index, ...after].flatMap((one) => soFar[one % soFar.length] ?? []);
    const at = new Date(now);
    const prepared = prepareEvents(batch, { now: at, latenessMaxSeconds: latenessSeconds });
    const outcomes = sortEvents(prepared, { payloads, signedIn: new Set() });
    const accepted = outcomes.flatMap((one) => (one.kind === 'accepted' ? one.event : []));
    const decided = decideAdvance({
      events: accepted,
      definitions,
      versionOf: () => undefined,
      progress,
      zones: { at: () => zone, changes: () => [] },
      now: at,
      latenessMaxSeconds: latenessSeconds,
      newId,
    });
    stored += accepted.length;
    for (const { identity, payload } of prepared.filter(isPrepared))
      payloads.set(identity, payload);
    const [change] = decided.progress;
    if (change) progress = [change.progress];
    for (const one of decided.effects.flatMap((effect) => effect.completed)) {
      completed.push(`${one.ordinal}/${one.step}`);
    }
  });
  return { stored, completed, state: progress[0]?.state };
};

/** What the reference completes of the same events, each once. */
const tellNaively = (definition: Story['definition'], arrivals: readonly Arrival[]) => {
  const user = newUser();
  return arrivals.flatMap(({ event, now, zone }) => {
    if (flagOf(event.time, new Date(now), latenessSeconds) !== null) return [];
    const outcome = decideNaively(definition, user, event, {
      now,
      zone,
      latenessSeconds,
      pauses: [],
    });
    return outcome.kind === 'moved'
      ? outcome.completed.map(({ ordinal, step }) => `${ordinal}/${step}`)
      : [];
  });
};

const someAgain = fc.array(
  fc.record({
    before: fc.array(fc.nat(60), { maxLength: 3 }),
    after: fc.array(fc.nat(60), { maxLength: 3 }),
  }),
  { minLength: 60, maxLength: 60 },
);

test('events that come again, in any batch and place, change nothing in any story', () => {
  fc.assert(
    fc.property(story(), someAgain, ({ definition, arrivals }, again) => {
      const once = tell(definition, arrivals, []);
      expect(tell(definition, arrivals, again)).toEqual(once);
      expect(once.stored).toBe(arrivals.length);
      expect(once.completed).toEqual(tellNaively(definition, arrivals));
    }),
    { numRuns: runs, endOnFailure: true },
  );
}, 3_600_000);

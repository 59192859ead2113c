import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adoptVersion } from './adopt-version.ts';
import { type CompiledQuest, compileQuest, completionLimitOf } from './compile-quest.ts';
import { decideQuest } from './decide-quest.ts';
import type { Pause } from './pause.ts';
import { emptyState, type QuestState } from './quest-state.ts';
import { showProgress } from './show-progress.ts';
import {
  type Arrival,
  carryingAround,
  endlessStreakAround,
  growingStreakAround,
  latenessSeconds,
  onceAround,
  type Story,
  story,
  streakAround,
  windowedAround,
} from './testing/arbitraries.ts';
import { decideNaively, showNaively } from './testing/naive-reference.ts';
import { newUser } from './testing/naive-round.ts';
import { adoptNaively } from './testing/naive-versions.ts';
import { versionOf } from './testing/quests.ts';

const runs = Number(process.env.QUEST_LANGUAGE_RUNS ?? 120);

const roundTrip = (state: QuestState): QuestState => JSON.parse(JSON.stringify(state));

/** Pauses that have begun by some time; one that lasts has no end yet. */
const pausesBy = (pauses: readonly Pause[], now: number): readonly Pause[] =>
  pauses
    .filter(({ from }) => from <= now)
    .map(({ from, until }) => ({ from, until: until <= now ? until : Infinity }));

const tellStory = ({ definition, arrivals, publications, pauses: planned }: Story) => {
  const versions = [
    { ...versionOf(), definition },
    ...publications.map((one, index) => ({ ...versionOf(), ...one, version: index + 2 })),
  ];
  const compiled = versions.map(compileQuest);
  const publishedBefore = [-1, ...publications.map(({ before }) => before)];
  let on = 0;
  let naiveOn = definition;
  let state = emptyState;
  let user = newUser();
  const given: string[] = [];
  arrivals.forEach(({ event, now, zone }, index) => {
    const newer = versions
      .map((_, at) => at)
      .filter((at) => at > on && (publishedBefore[at] ?? 0) <= index);
    const pauses = pausesBy(planned, now);
    const adopted = adoptVersion(
      state,
      compiled[on] as CompiledQuest,
      newer.map((at) => compiled[at] as CompiledQuest),
      { at: event.time.getTime(), pauses },
    );
    const draft = structuredClone(user);
    const naive = adoptNaively(
      draft,
      naiveOn,
      newer.map((at) => versions[at]).filter((one) => one !== undefined),
      { at: event.time.getTime(), pauses },
    );
    expect(adopted.quest.quest.definition, 'version').toBe(naive);
    const context = {
      now: new Date(now),
      userZone: zone,
      latenessMaxSeconds: latenessSeconds,
      pauses,
    };
    const naiveContext = { now, zone, latenessSeconds, pauses };
    const decision = decideQuest(adopted.quest, roundTrip(adopted.state), event, context);
    const expected = decideNaively(naive, draft, event, naiveContext);
    const { kind } = decision;
    expect(
      kind === 'moved' ? { kind, completed: decision.completed } : decision,
      `arrival ${index}`,
    ).toEqual(expected);
    if (decision.kind === 'unmoved') return;
    state = decision.state;
    user = draft;
    on = compiled.indexOf(adopted.quest);
    naiveOn = naive;
    for (const { ordinal, step } of decision.completed) {
      given.push(`${ordinal}/${step}`);
      const limit = step === 0 ? completionLimitOf({ definition: naive }) : Infinity;
      expect(ordinal).toBeLessThanOrEqual(limit);
    }
    expect(JSON.stringify(state).length).toBeLessThan(2_000);
    const shown = showProgress(adopted.quest, state, context);
    const { objectives, ...rest } = shown;
    const { objectives: naiveObjectives, ...naiveRest } = {
      objectives,
      ...showNaively(naive, user, naiveContext),
    };
    expect(rest, `shown after arrival ${index}`).toEqual(naiveRest);
    expect(JSON.parse(JSON.stringify(objectives))).toEqual(
      JSON.parse(JSON.stringify(naiveObjectives)),
    );
  });
  return { given, state };
};

const checkStory = (one: Story) => {
  const { given, state } = tellStory(one);
  expect(new Set(given).size).toBe(given.length);
  const ordinals = given
    .filter((name) => name.endsWith('/0'))
    .map((name) => Number.parseInt(name, 10));
  expect(ordinals).toEqual(Array.from({ length: state.completions }, (_, index) => index + 1));
};

const options = { numRuns: runs, endOnFailure: true };

describe('decideQuest, adoptVersion and showProgress', () => {
  it('agree, in any story, with a reference that counts everything again each time', () => {
    fc.assert(fc.property(story(), checkStory), options);
  }, 3_600_000);

  it('agree with it in stories of recurring windows', () => {
    fc.assert(fc.property(story(windowedAround), checkStory), options);
  }, 3_600_000);

  it('agree with it in windows through the nights in which clocks are set back', () => {
    fc.assert(fc.property(story(windowedAround, 'dense'), checkStory), options);
  }, 3_600_000);

  it('agree with it in stories of streaks', () => {
    fc.assert(fc.property(story(streakAround), checkStory), options);
  }, 3_600_000);
});

/** What is left of a story when its events come in some order, each within the lateness allowed. */
const tellInOrder = (definition: QuestDefinition, arrivals: readonly Arrival[]) => {
  const quest = compileQuest({ ...versionOf(), definition });
  const steps: string[] = [];
  const end = new Date(Math.max(...arrivals.map(({ event }) => event.time.getTime())) + 60_000);
  const context = { userZone: 'Europe/Berlin', latenessMaxSeconds: latenessSeconds };
  let state = emptyState;
  for (const { event, now } of arrivals) {
    const decision = decideQuest(quest, state, event, { ...context, now: new Date(now) });
    if (decision.kind === 'unmoved') continue;
    state = decision.state;
    steps.push(...decision.completed.map(({ ordinal, step }) => `${ordinal}/${step}`));
  }
  const { completions } = state;
  if (completions === quest.completionLimit) return { completions, steps: steps.sort() };
  const { streak, freezes } = showProgress(quest, state, { ...context, now: end });
  return { completions, steps: steps.sort(), streak, freezes };
};

const orders = (definitions: (beginning: number) => fc.Arbitrary<QuestDefinition>) =>
  fc
    .tuple(
      story(definitions),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 50, maxLength: 50 }),
    )
    .map(([{ definition, arrivals }, delays]) => ({
      definition,
      arrivals,
      // Everything comes at some other time, none too late.
      again: arrivals
        .map((one, index) => ({
          ...one,
          now: one.event.time.getTime() + (delays[index] ?? 0) * (latenessSeconds * 1_000 - 1),
        }))
        .sort((a, b) => a.now - b.now),
      atOnce: arrivals
        .map((one) => ({ ...one, now: one.event.time.getTime() }))
        .sort((a, b) => a.now - b.now),
    }));

const standing = (definition: QuestDefinition, arrivals: readonly Arrival[]) => {
  const { streak, freezes } = tellInOrder(definition, arrivals);
  return { streak, freezes };
};

const sameInAnyOrder = (definitions: (beginning: number) => fc.Arbitrary<QuestDefinition>) =>
  fc.property(orders(definitions), ({ definition, again, atOnce }) => {
    expect(tellInOrder(definition, again)).toEqual(tellInOrder(definition, atOnce));
  });

describe('the order of arrival', () => {
  it('does not change counts, sums and different values that complete once', () => {
    fc.assert(sameInAnyOrder(onceAround), options);
  }, 3_600_000);

  it('does not change counts and sums that carry over', () => {
    fc.assert(sameInAnyOrder(carryingAround), options);
  }, 3_600_000);

  it('does not change what streaks complete', () => {
    fc.assert(sameInAnyOrder(growingStreakAround), options);
  }, 3_600_000);

  it('does not change where streaks stand, whatever their rules', () => {
    fc.assert(
      fc.property(orders(endlessStreakAround), ({ definition, again, atOnce }) => {
        expect(standing(definition, again)).toEqual(standing(definition, atOnce));
      }),
      options,
    );
  }, 3_600_000);
});

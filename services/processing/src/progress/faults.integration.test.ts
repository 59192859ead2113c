import { describe, expect, it } from 'vitest';
import { expectCleanAudit } from '../testing/clean-audit.ts';
import { eventOf, signInsOf } from '../testing/events.ts';
import { createFaults, type Faults, type PlannedFault } from '../testing/faulty-database.ts';
import { anyOf, countOf, fullQuest, gold, questIdOf } from '../testing/full-quests.ts';
import { applierOf, busPlay, payerOf, times } from '../testing/processes.ts';
import { noon, play, type Scenario, startScenario } from '../testing/scenario.ts';
import { takeSnapshot } from '../testing/snapshot.ts';

const often = { max: 1_000, policy: 'on_completion' } as const;
const nextDay = '2030-06-06T00:00:00.000Z';

const moving = (version: number) =>
  fullQuest(
    'moving',
    { repeat: often, objectives: anyOf([countOf(9 - version)]) },
    { version, revision: version },
  );

/** Something of every part of the language, so that no table is left out. */
const quests = [
  moving(1),
  fullQuest('claimable', {
    repeat: often,
    auto_claim: false,
    objectives: anyOf([countOf(2)]),
    claim: { expires_after_seconds: 12 * 3_600, on_expire: 'grant' },
  }),
  fullQuest('lost', {
    repeat: often,
    auto_claim: false,
    claim: { expires_after_seconds: 3_600, on_expire: 'forfeit' },
  }),
  fullQuest('budget', {
    repeat: often,
    limits: [
      { scope: 'quest', measure: 'gold', max: 50, per: 'day', on_exceeded: 'defer' },
      { scope: 'user', measure: 'completions', max: 4, per: 'lifetime', on_exceeded: 'deny' },
    ],
  }),
  fullQuest('steps', {
    repeat: { ...often, carry_over: true },
    objectives: anyOf([countOf(10, { aggregate: 'sum', field: 'n' })]),
    steps: [5, 10].map((target) => ({ target, rewards: [gold(target)] })),
    total_reward: [{ badge: 'top' }],
  }),
  fullQuest('days', {
    repeat: often,
    time: { timezone: 'user' },
    consecutive: { every: 'day', target: 2, freezes: { initial: 1, max: 1 } },
  }),
  fullQuest('unlocked', { repeat: often, unlock: { all: [questIdOf('budget')] } }),
];

const newcomer = '01990000-0000-7000-8000-00000000aaaa';
const yesterday = '2030-06-04T20:00:00.000Z';
const first = times(3, (index) => busPlay('ada', `a${index}`, yesterday, { n: 4 }, 'Asia/Tokyo'));

/** New events of several users, a replay, another payload under a known identity, one that is faulty. */
const batch = [
  ...times(3, (index) => busPlay('ada', `b${index}`, noon, { n: 4 }, 'Europe/Berlin')),
  ...first.slice(0, 1),
  busPlay('bob', 'a1', noon),
  busPlay('bob', 'c', noon, { n: Number.MAX_VALUE }),
  ...times(2, (index) => busPlay('bob', `d${index}`, noon, { n: 2.5 })),
  ...signInsOf(newcomer, 1).map((event, index) =>
    eventOf({ ...event, id: `s${index}`, time: noon, data: { user_name: 'new', timezone: 'UTC' } }),
  ),
];

/** The history before: what the faults happen to is in the middle of things. */
const begin = async (faults: Faults): Promise<Scenario> => {
  const scenario = await startScenario({ quests, wrapDatabase: faults.wrap });
  await scenario.processing.bus.publish(first);
  await scenario.publish(moving(2));
  return scenario;
};

interface Operation {
  /** What is done until it succeeds; it says whether it has. */
  readonly attempt: (scenario: Scenario) => Promise<boolean>;
  readonly before?: (scenario: Scenario) => Promise<void>;
  readonly after?: (scenario: Scenario) => Promise<void>;
}

const attemptsMax = 3;

/** Runs an operation over the fault, and all of it again by another process. */
const snapshotOf = async (
  { attempt, before, after }: Operation,
  fault?: PlannedFault,
): Promise<{ snapshot: Awaited<ReturnType<typeof takeSnapshot>>; happened: boolean }> => {
  const faults = createFaults();
  await using scenario = await begin(faults);
  await before?.(scenario);
  faults.plan(fault);
  let succeeded = false;
  for (let attempts = 0; !succeeded && attempts < attemptsMax; attempts += 1) {
    succeeded = await attempt(scenario);
  }
  const happened = faults.happened();
  faults.plan(undefined);
  expect(succeeded).toBe(true);
  await after?.(scenario);
  const { database } = scenario.processing;
  await expectCleanAudit(database);
  return { snapshot: await takeSnapshot(database), happened };
};

/** Injects the fault at the first place, the second and so on, until there is none; how many there were. */
const expectSameOver = async (operation: Operation, kind: PlannedFault['kind']) => {
  const expected = await snapshotOf(operation);
  for (let at = 1; ; at += 1) {
    const { snapshot, happened } = await snapshotOf(operation, { kind, at });
    expect(snapshot, `${kind} ${at}`).toEqual(expected.snapshot);
    if (!happened) return at - 1;
  }
};

const isDone = (done: Promise<unknown>) => done.then(() => true).catch(() => false);

const posted = times(4, (index) => ({
  ...play({ n: 3 }, noon, index < 2 ? 'ada' : 'bob'),
  timezone: 'UTC',
  id: `p${index}`,
}));

const operations: Record<string, Operation> = {
  'a batch': {
    attempt: ({ processing }) => isDone(applierOf(processing.deps)(batch)),
    after: async ({ processing }) => {
      const { outcomes } = await applierOf(processing.deps)(batch);
      expect(outcomes.filter(({ kind }) => kind === 'accepted')).toEqual([]);
    },
  },
  // The bus delivers again by itself.
  'a batch of the bus': { attempt: ({ processing }) => isDone(processing.bus.publish(batch)) },
  'a post': {
    attempt: async ({ post }) => {
      const results = await post(...posted).catch(() => []);
      return results.length === posted.length;
    },
  },
  'a claim': {
    before: ({ processing }) => processing.bus.publish(batch),
    attempt: async ({ claim }) => {
      const [status, ...granted] = await claim('claimable');
      if (status === 200) expect(granted).toEqual(['1/0', '2/0', '3/0']);
      return status === 200;
    },
    after: async ({ claim }) => expect((await claim('claimable')).length).toBe(4),
  },
  'what is due': {
    before: async ({ processing, at }) => {
      await processing.bus.publish(batch);
      at(nextDay);
    },
    attempt: async ({ processing }) => isDone(payerOf(processing.deps)()),
    after: async (scenario) => expect(await scenario.payDue()).toBe(0),
  },
  'a version': {
    attempt: ({ publish }) => isDone(publish(moving(4), moving(3))),
    after: ({ processing }) => processing.bus.publish(batch),
  },
};

it('the history leaves something in every table', async () => {
  const { snapshot } = await snapshotOf(operations['a batch'] as Operation);
  const empty = Object.keys(snapshot).filter((table) => snapshot[table]?.length === 0);
  // What is refused is told to the sender here, and is a dead letter of the bus.
  expect(empty).toEqual(['dead_letters']);
});

describe.each(Object.entries(operations))('%s is done once', (name, operation) => {
  it('wherever between two statements its connection ends', async () => {
    const places = await expectSameOver(operation, 'statement');
    console.log(`${name}: connection ended at each of ${places} statements`);
    expect(places).toBeGreaterThan(2);
  });

  it('when its connection ends before its commit', async () => {
    expect(await expectSameOver(operation, 'commit')).toBeGreaterThan(0);
  });

  it('when it has committed and nobody hears of it', async () => {
    expect(await expectSameOver(operation, 'answer')).toBeGreaterThan(0);
  });
});

it.each(['a batch', 'a claim', 'what is due'])(
  '%s is done once, wherever it begins again',
  async (name) => {
    const places = await expectSameOver(operations[name] as Operation, 'serialisation');
    expect(places).toBeGreaterThan(2);
  },
);

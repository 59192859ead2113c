import type { QuestState } from '@questline/contracts/catalog/quest';
import { rewardNameFault } from '@questline/contracts/reward-name';
import fc from 'fast-check';
import type { FullQuestFile, RewardFile, ShortQuestFile } from '../files/file-schema.ts';
import { foldName } from '../files/fold-name.ts';

/** Texts that are hard on YAML among ordinary ones; the schema trims them, so they are trimmed here. */
const text = (maxLength: number) =>
  fc
    .oneof(
      fc.constantFrom(
        'yes',
        'null',
        '~',
        '1.50',
        '0x1f',
        '- a',
        'a: b',
        '# no comment',
        '{x}',
        '"quoted',
        "it's",
        '2026-01-01',
        'a\nb\n\n c',
        'tab\there',
        '*alias',
        '!tag',
        '<<',
        '…',
        'a'.repeat(150),
        'word '.repeat(40),
      ),
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.lorem({ maxCount: 8 }),
    )
    .map((each) => each.trim().slice(0, maxLength).trim())
    .filter((each) => each !== '' && each.isWellFormed() && !each.includes('\0'));

const optional = <Part>(part: fc.Arbitrary<Part>) => fc.option(part, { nil: undefined });

const states: fc.Arbitrary<QuestState> = fc.constantFrom('draft', 'active', 'paused', 'archived');

const rewardNames = ['ten-diamonds', 'Gold Rush', 'Gutschein'];
const questNames = ['One', 'two', 'Three: the return', 'İstanbul ÄÖ', 'five'];

/** What a reward may be called. */
const name = text(20).filter((each) => rewardNameFault(each) === undefined);

const line = fc.oneof(
  fc.record({
    currency: fc.constantFrom('gold', 'diamond'),
    amount: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    item: name.filter((item) => !item.startsWith('badge:')),
    quantity: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ badge: name }),
);

const rewardFile = (name: string): fc.Arbitrary<RewardFile> =>
  fc.record({
    kind: fc.constant('reward' as const),
    name: fc.constant(name),
    reward_item: fc.constantFrom('gold', 'diamond', 'voucher'),
    reward_qty: fc.integer({ min: 1, max: 3 }),
  });

const head = (name: string) => ({
  kind: fc.constant('quest' as const),
  name: fc.constantFrom(name, name.toUpperCase()),
  description: optional(text(300)),
  category: optional(text(60)),
  state: states,
  reason: optional(text(50)),
  in_flight: optional(
    fc.constantFrom('migrate' as const, 'restart' as const, 'keep_old_version' as const),
  ),
});

const shortFile = (name: string): fc.Arbitrary<ShortQuestFile> =>
  fc.record({
    ...head(name),
    reward: fc.constantFrom(...rewardNames),
    auto_claim: fc.boolean(),
    streak: fc.integer({ min: 1, max: 3 }),
    duplication: fc.integer({ min: 1, max: 2 }),
  });

const eventTypes = fc.oneof(text(20), fc.uniqueArray(text(20), { minLength: 1, maxLength: 3 }));

const objective = fc.record(
  {
    event: eventTypes,
    where: fc.constantFrom('event.data.total >= 20', 'event.data.a == "b: c # d"'),
    aggregate: fc.constant('count' as const),
    op: fc.constant('>=' as const),
    target: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ['event', 'aggregate', 'op', 'target'] },
);

/** Only quests before it in the list: never a cycle. */
const unlock = (earlier: readonly string[]) =>
  earlier.length === 0
    ? fc.constant(undefined)
    : optional(
        fc.record({ all: fc.subarray([...earlier], { minLength: 1 }) }, { requiredKeys: ['all'] }),
      );

const fullFile = (name: string, earlier: readonly string[]): fc.Arbitrary<FullQuestFile> =>
  fc.record({
    ...head(name),
    objectives: fc.record({
      any_of: fc.array(fc.record({ all_of: fc.array(objective, { minLength: 1, maxLength: 2 }) }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
    time: optional(
      fc.record(
        { timezone: fc.constantFrom('user', 'Europe/Berlin'), day_start: fc.constant('04:00') },
        { requiredKeys: ['timezone'] },
      ),
    ),
    window: optional(fc.constant({ start: '2026-12-01T00:00:00+01:00', cooldown_seconds: 60 })),
    repeat: optional(
      fc.constantFrom(
        { max: 3, policy: 'on_completion' as const },
        { max: 1, policy: 'once' as const },
      ),
    ),
    unlock: unlock(earlier),
    rewards: fc.array(line, { minLength: 1, maxLength: 3 }),
    auto_claim: optional(fc.boolean()),
  });

const withoutUndefined = <Document extends object>(document: Document): Document =>
  Object.fromEntries(
    Object.entries(document).filter(([, value]) => value !== undefined),
  ) as Document;

const questFile = (name: string, index: number) =>
  fc
    .oneof(shortFile(name), fullFile(name, questNames.slice(0, index)))
    .map((file) => withoutUndefined<ShortQuestFile | FullQuestFile>(file));

/** What files could hold: rewards, and quests that name them and each other. */
export const documents = fc
  .tuple(
    fc.tuple(...rewardNames.map(rewardFile)),
    fc.tuple(...questNames.map(questFile)),
    fc.subarray(questNames, { minLength: 1 }),
  )
  .map(([rewards, quests, chosen]) => {
    const names = new Set(chosen);
    const kept = quests.filter((_, index) => names.has(questNames[index] ?? ''));
    // Nothing in force is unlocked by a draft, by what is not there, or by what never was.
    const solid = new Set(
      kept
        .filter(({ state }) => state === 'active' || state === 'paused')
        .map(({ name }) => foldName(name)),
    );
    const cleaned = kept.map((quest) => {
      if (!('unlock' in quest) || quest.unlock === undefined) return quest;
      const all = quest.unlock.all?.filter((name) => solid.has(foldName(name))) ?? [];
      const { unlock: _, ...rest } = quest;
      return all.length === 0 ? rest : { ...rest, unlock: { all } };
    });
    return [...rewards, ...cleaned];
  });

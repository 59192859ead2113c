/** Medals that the budget pays, for all users together. */
export const medalsMax = 40;
const stampsMax = 5;
const stepsKm = [10, 25, 50];

/** Events that only ask whether a quest is known have the field. */
const isNoProbe = '!has(event.data.probe)';
const often = { max: 1_000_000, policy: 'on_completion' };
const lifetime = { measure: 'completions', per: 'lifetime', on_exceeded: 'deny' };

const countOf = (event: string, target: number) => ({
  any_of: [{ all_of: [{ event, where: isNoProbe, aggregate: 'count', op: '>=', target }] }],
});
const kilometres = {
  event: 'run',
  where: `${isNoProbe} && event.data.valid`,
  aggregate: 'sum',
  field: 'km',
  op: '>=',
  target: 50,
};

/** By the type of event that moves each; every one pays a currency of its own. */
export const appQuests: Readonly<Record<string, Record<string, unknown>>> = {
  run: {
    objectives: { any_of: [{ all_of: [kilometres] }] },
    steps: stepsKm.map((target) => ({ target, rewards: [{ currency: 'shoe', amount: 1 }] })),
    total_reward: [{ currency: 'cup', amount: 1 }],
    repeat: { ...often, carry_over: true },
  },
  boss: {
    objectives: countOf('boss', 1),
    rewards: [{ currency: 'medal', amount: 1 }],
    limits: [{ ...lifetime, scope: 'quest', max: medalsMax }],
    repeat: often,
  },
  visit: {
    objectives: countOf('visit', 1),
    rewards: [{ currency: 'stamp', amount: 1 }],
    limits: [{ ...lifetime, scope: 'user', max: stampsMax }],
    repeat: often,
  },
  open: {
    objectives: countOf('open', 2),
    rewards: [{ currency: 'chest', amount: 1 }],
    auto_claim: false,
    repeat: often,
  },
};
export const appEventTypes = Object.keys(appQuests);

export interface AppEvent {
  readonly id: string;
  readonly type: string;
  readonly user_id: string;
  readonly time: string;
  readonly data: { readonly km: number; readonly valid: boolean };
}

/** What is to be shown of a user and held by them. */
export interface Owed {
  /** Of the quest of each type: the value on its way, and how often it was completed. */
  readonly standing: Readonly<Record<string, readonly [value: number, completions: number]>>;
  /** Amounts by currency; chests are there once they were claimed. */
  readonly balances: Readonly<Record<'cup' | 'shoe' | 'stamp' | 'chest', number>>;
}

/** What the events of one user come to, counted without any of the engine's code. */
export const recount = (events: readonly AppEvent[]): Owed => {
  const of = (type: string) => events.filter((event) => event.type === type);
  // In tenths, which add up exactly.
  const tenths = of('run')
    .filter(({ data }) => data.valid)
    .reduce((all, { data }) => all + Math.round(data.km * 10), 0);
  const rounds = Math.floor(tenths / 500);
  const left = tenths % 500;
  const steps = stepsKm.filter((km) => left >= 10 * km).length;
  const [bosses, visits, opened] = [of('boss').length, of('visit').length, of('open').length];
  const chests = Math.floor(opened / 2);
  return {
    standing: {
      run: [left / 10, rounds],
      boss: [0, bosses],
      visit: [0, visits],
      open: [opened % 2, chests],
    },
    balances: {
      cup: rounds,
      shoe: stepsKm.length * rounds + steps,
      stamp: Math.min(stampsMax, visits),
      chest: chests,
    },
  };
};

import { describe, expect, it } from 'vitest';
import { revisionOf } from '../catalog/read-catalog.ts';
import { showFault } from '../files/fault.ts';
import { startModel, whysOf } from '../testing/start-model.ts';
import type { Plan } from './plan.ts';
import { showPlan } from './show-plan.ts';

const reward = `kind: reward
name: ten-diamonds
reward_item: diamond
reward_qty: 10
`;

const short = `kind: quest
name: Sign in
reward: ten-diamonds
auto_claim: true
streak: 3
duplication: 2
`;

const full = (name: string, rest = '') => `kind: quest
name: ${name}
objectives:
  any_of:
    - all_of:
        - { event: order.paid, aggregate: count, op: ">=", target: 5 }
rewards:
  - { currency: gold, amount: 50 }
${rest}`;

const show = (plan: Plan) => showPlan(plan, (_color, text) => text);

const revisionsOf = ({ changes, unchanged }: Plan) =>
  Object.fromEntries(
    [...changes, ...unchanged].map(({ name, revision }) => [name.toLowerCase(), revision ?? '']),
  );

/** A catalog that has the files. */
const startWith = async (...texts: string[]) => {
  const started = startModel();
  expect(whysOf(await started.apply(await started.plan(texts)))).toEqual([]);
  const known = revisionsOf(await started.plan(texts));
  const elsewhere = async (method: string, path: string, body: object) => {
    const url = `http://model/api/v1${path}`;
    const response = await started.model.fetch(url, {
      method,
      body: JSON.stringify(body),
      headers: { 'idempotency-key': `${Math.random()}` },
    });
    expect(response.ok).toBe(true);
    return revisionOf(response);
  };
  return { ...started, applied: { quests: known, rewards: known }, elsewhere };
};

describe('a plan', () => {
  it('shows what is different, field by field, and what becomes of users', async () => {
    const { plan } = await startWith(reward, short, full('Orders'));
    const made = await plan([
      reward.replace('10', '20'),
      `${short.replace('streak: 3', 'streak: 5')}description: Five times.\nin_flight: restart\n`,
      full('orders', 'state: paused\n')
        .replace('target: 5', 'target: 7')
        .replace('order.paid', '[a, b]'),
      full('New', 'state: draft\nunlock: { all: [Sign in] }\n'),
    ]);
    const users = { total: 5, half_way: 2 };
    const changes = made.changes.map((each) =>
      each.kind === 'quest' && each.id ? { ...each, users } : each,
    );
    expect(show({ ...made, changes })).toMatchInlineSnapshot(`
      "~ reward ten-diamonds: edit
          ~ reward_qty: 10 → 20

      ~ quest Sign in: edit
          ~ pays: 10 diamond → 20 diamond
          ~ streak: 3 → 5
          + description: Five times.
          2 half-way of 5 with progress: begin the round again (restart)

      ~ quest orders: pause, edit
          ~ name: Orders → orders
          ~ objectives.any_of[0].all_of[0].event: ["order.paid"] → ["a","b"]
          ~ objectives.any_of[0].all_of[0].target: 5 → 7
          ~ state: active → paused
          2 half-way of 5 with progress: keep their progress, held against the new version (migrate); events no longer move it

      + quest New: create
          + objectives: {"any_of":[{"all_of":[{"event":["order.paid"],"aggregate":"count","op":">=","target":5}]}]}
          + unlock: {"all":["Sign in"]}
          + repeat: {"max":1,"policy":"once"}
          + auto_claim: true
          + rewards: [{"currency":"gold","amount":50}]
          + state: draft

      Plan: 1 to create, 3 to edit, 1 to pause; 0 unchanged, 0 not managed."
    `);
  });

  it('edits a quest in place when only the case of its name is another', async () => {
    const { plan } = await startWith(full('Orders'));
    const { changes } = await plan([full('ORDERS')]);
    expect(changes.map(({ commands }) => commands)).toEqual([
      [{ deed: 'edit', body: { name: 'ORDERS' } }],
    ]);
  });

  it('sends what is different and nothing else', async () => {
    const { plan } = await startWith(reward, short, full('Orders', 'description: Many.\n'));
    const { changes } = await plan([
      reward,
      short.replace('streak: 3', 'streak: 5'),
      full('Orders', 'time: { timezone: user }\n'),
    ]);
    expect(changes.map(({ commands }) => commands[0]?.body)).toEqual([
      { streak: 5 },
      { description: null, time: { timezone: 'user' } },
    ]);
  });

  it('names a reward again for a quest to pay what it is now', async () => {
    const { plan, apply } = await startWith(reward, short);
    const made = await plan([reward.replace('10', '20'), short]);
    expect(made.changes.map(({ commands }) => commands[0]?.body)).toEqual([
      { reward_name: 'ten-diamonds', reward_item: 'diamond', reward_qty: 20 },
      { reward: 'ten-diamonds' },
    ]);
    expect(whysOf(await apply(made))).toEqual([]);
  });

  it('leaves what no file has, unless it is told to prune', async () => {
    const { plan, model, apply } = await startWith(
      reward,
      short,
      full('Orders'),
      full('Later', 'state: draft\n'),
    );
    const left = await plan([full('Orders')]);
    expect(left.changes).toEqual([]);
    expect(left.not_managed.map(({ name }) => name)).toEqual(['Sign in', 'Later', 'ten-diamonds']);
    const pruned = await plan([full('Orders')], { prune: true });
    expect(pruned.changes.map(({ name, commands }) => [name, commands[0]?.deed])).toEqual([
      ['Sign in', 'archive'],
      ['Later', 'delete'],
      ['ten-diamonds', 'retire'],
    ]);
    expect(whysOf(await apply(pruned))).toEqual([]);
    expect([...model.quests.values()].map(({ shown }) => shown.state)).toEqual([
      'archived',
      'active',
    ]);
  });

  it('does not prune what a file names', async () => {
    const { plan } = await startWith(reward, full('Orders'));
    const { changes } = await plan([short, full('Next', 'unlock: { any: [ORDERS] }\n')], {
      prune: true,
    });
    expect(changes.map(({ name }) => name)).toEqual(['Sign in', 'Next']);
  });

  it('can exchange which of two quests unlocks the other', async () => {
    const { plan, apply } = await startWith(full('One'), full('Two', 'unlock: { all: [One] }\n'));
    const made = await plan([full('One', 'unlock: { all: [Two] }\n'), full('Two')]);
    expect(made.changes.map(({ name }) => name)).toEqual(['Two', 'One']);
    expect(whysOf(await apply(made))).toEqual([]);
  });
});

describe('the faults of files', () => {
  const faultsOf = async (found: readonly string[], ...texts: string[]) => {
    const { tryPlan } = await startWith(...found);
    const planned = await tryPlan(texts);
    return planned.kind === 'faults' ? planned.faults.map(showFault) : [];
  };

  it('are names that nobody has', async () => {
    expect(await faultsOf([], short, full('a', 'unlock: { all: [Nobody] }\n'))).toEqual([
      "1.yaml:9:17 unlock.all[0] no file and no quest is called 'Nobody'",
      "0.yaml:3:1 reward no file and no reward is called 'ten-diamonds'",
    ]);
  });

  it('are names that two have, and circles', async () => {
    const texts = [
      full('One', 'unlock: { all: [Two] }\n'),
      full('two', 'unlock: { none: [one] }\n'),
      full('TWO'),
    ];
    expect(await faultsOf([], ...texts)).toContain(
      '2.yaml:2:1 name is the name of the quest at 1.yaml:2 already',
    );
    expect(await faultsOf([], ...texts.slice(0, 2))).toEqual([
      '0.yaml:9:17 unlock.all[0] is itself unlocked by way of this quest',
      '1.yaml:9:18 unlock.none[0] is itself unlocked by way of this quest',
    ]);
  });

  it('are circles by way of the catalog', async () => {
    const found = [full('One'), full('Two', 'unlock: { all: [One] }\n')];
    expect(await faultsOf(found, full('One', 'unlock: { all: [Two] }\n'))).toEqual([
      '0.yaml:9:17 unlock.all[0] is itself unlocked by way of this quest',
    ]);
  });

  it('are drafts that are to unlock something', async () => {
    const draft = full('Draft', 'state: draft\n');
    const fault = '0.yaml:9:17 unlock.all[0] is a draft, which nobody can complete';
    expect(await faultsOf([], full('a', 'unlock: { all: [Draft] }\n'), draft)).toEqual([fault]);
    expect(await faultsOf([draft], full('a', 'unlock: { all: [Draft] }\n'))).toEqual([fault]);
  });

  it('are states that cannot be reached', async () => {
    const archived = full('Gone', 'state: archived\n');
    const started = await startWith(full('Gone'));
    await started.apply(await started.plan([archived]));
    const planned = await started.tryPlan([full('Gone')]);
    expect(planned).toMatchObject({
      faults: [{ message: 'is archived for good: give it another name' }],
    });
    expect((await started.plan([archived])).changes).toEqual([]);
    expect(await faultsOf([full('a')], full('a', 'state: draft\n'))).toEqual([
      '0.yaml:9:1 state was published and cannot become a draft again',
    ]);
  });

  it('are seasons that are over, but not for a quest that stays as it is', async () => {
    const season = (target: number) =>
      full('Season', 'window: { end: "2026-11-23T00:00:00Z" }\n').replace(
        'target: 5',
        `target: ${target}`,
      );
    const { tryPlan } = await startWith(season(5));
    const now = new Date('2026-12-24T00:00:00Z');
    expect(await tryPlan([season(5)], { now })).toMatchObject({ kind: 'plan' });
    expect(await tryPlan([season(6)], { now })).toMatchObject({
      faults: [{ path: 'window.end', line: 9, message: 'is in the past' }],
    });
  });
});

describe('what was edited elsewhere', () => {
  it('is not overwritten, and does not keep the rest from being applied', async () => {
    const { plan, apply, applied, elsewhere, model } = await startWith(full('One'), full('Two'));
    const id = applied.quests.one?.slice(0, 36);
    await elsewhere('PATCH', `/quests/${id}`, { description: 'mine' });
    const texts = [full('One', 'description: ours\n'), full('Two', 'description: ours\n')];
    const made = await plan(texts, { applied });
    expect(made.changes.map(({ conflict }) => conflict !== null)).toEqual([true, false]);
    const outcomes = await apply(made);
    expect(outcomes.map(({ why }) => why)).toEqual([
      'was edited elsewhere since it was last applied',
      undefined,
    ]);
    const shown = [...model.quests.values()].map(({ shown: { description } }) => description);
    expect(shown).toEqual(['mine', 'ours']);
    const forced = await plan(texts, { applied, overwrite: true });
    expect(whysOf(await apply(forced))).toEqual([]);
  });

  it('is no matter when it is what the files say', async () => {
    const { plan, applied, elsewhere } = await startWith(full('One'));
    await elsewhere('PATCH', `/quests/${applied.quests.one?.slice(0, 36)}`, {
      description: 'ours',
    });
    expect((await plan([full('One', 'description: ours\n')], { applied })).changes).toEqual([]);
  });

  it('is not made a second time under its old name', async () => {
    const { plan, applied, apply, elsewhere } = await startWith(full('One'));
    await elsewhere('PATCH', `/quests/${applied.quests.one?.slice(0, 36)}`, { name: 'Uno' });
    const made = await plan([full('One')], { applied });
    expect(whysOf(await apply(made))).toEqual(["is called 'Uno' in the catalog now"]);
  });

  it('is told by the catalog when it happens after the plan: who, when, why', async () => {
    const { plan, applied, apply, elsewhere, model } = await startWith(full('One'));
    const made = await plan([full('One', 'description: ours\nstate: paused\n')]);
    await elsewhere('PATCH', `/quests/${applied.quests.one?.slice(0, 36)}`, {
      description: 'mine',
    });
    expect(whysOf(await apply(made))).toEqual([
      'was changed elsewhere since it was read: QuestPublished by user somebody at 2026-11-22T10:00:00.000Z (elsewhere)',
    ]);
    expect([...model.quests.values()][0]?.shown).toMatchObject({
      state: 'active',
      description: 'mine',
    });
  });

  it('lets one of two win who apply at once', async () => {
    const { plan, apply, model } = startModel();
    const plans = [await plan([full('One')]), await plan([full('One')])];
    const outcomes = await Promise.all(plans.map(apply));
    expect(outcomes.map((each) => whysOf(each).length).sort()).toEqual([0, 1]);
    expect(outcomes.flatMap(whysOf)).toEqual([
      expect.stringMatching(
        /^was created elsewhere since the catalog was read: QuestPublished by /,
      ),
    ]);
    expect(model.quests.size).toBe(1);
  });

  it('keeps what needs it from being made, and says so', async () => {
    const { plan, apply, elsewhere, model } = await startWith(reward);
    const made = await plan([reward, short, full('Next', 'unlock: { all: [Sign in] }\n')]);
    await elsewhere('POST', '/quests/', {
      name: 'SIGN IN',
      objectives: {
        any_of: [{ all_of: [{ event: 'x', aggregate: 'count', op: '>=', target: 1 }] }],
      },
      rewards: [{ badge: 'b' }],
    });
    expect(whysOf(await apply(made))).toEqual([
      expect.stringContaining('was created elsewhere'),
      "needs 'Sign in', which is not there",
    ]);
    expect(model.quests.size).toBe(1);
  });
});

import type { CatalogEvent } from '@questline/contracts/catalog/events';
import { questVersion } from '@questline/contracts/catalog/quest';
import type { RewardPublic } from '@questline/contracts/catalog/reward';
import { describe, expect, test } from 'vitest';
import { evolveQuest, type Quest, toQuestPublic, toQuestVersion } from '../../quests/quest.ts';
import { decideQuest, type Found, type QuestCommand, rewardNamedBy } from './decide-quest.ts';
import { parseQuest, parseQuestEdit } from './parse-quest.ts';

const now = new Date('2030-05-06T07:08:09.010Z');
const id = '01890000-0000-7000-8000-000000000001';
const other = '01890000-0000-7000-8000-000000000003';
const reward: RewardPublic = {
  id: '01890000-0000-7000-8000-000000000002',
  reward_name: 'ten-diamonds',
  reward_item: 'diamond',
  reward_qty: 10,
  created_at: '2030-01-01T00:00:00.000Z',
  updated_at: '2030-01-02T00:00:00.000Z',
};
const short = {
  name: 'sign-in-three-times',
  reward_id: reward.id,
  auto_claim: true,
  streak: 3,
  duplication: 2,
};
const objectiveOf = (part = {}) => ({
  any_of: [{ all_of: [{ event: 'Purchase', aggregate: 'count', op: '>=', target: 2, ...part }] }],
});
const full = { name: 'Shopper', objectives: objectiveOf(), rewards: [{ badge: 'shopper' }] };
const broken = { objectives: objectiveOf({ where: 'event.' }) };

const create = (body: object): QuestCommand => {
  const parsed = parseQuest(body);
  if (parsed.kind === 'faults') throw new Error(JSON.stringify(parsed.faults));
  return { kind: 'create', id, form: parsed.form };
};
const edit = (body: object): QuestCommand => {
  const parsed = parseQuestEdit(body);
  if (parsed.kind === 'faults') throw new Error(JSON.stringify(parsed.faults));
  return { kind: 'edit', edit: parsed.form };
};
const to = (kind: 'publish' | 'pause' | 'resume' | 'archive' | 'delete'): QuestCommand => ({
  kind,
});

const found = (change: Partial<Found> = {}): Found => ({
  reward,
  others: new Map([[other, {}]]),
  chained: new Map(),
  now,
  ...change,
});

/** The quest after these commands, each of which must be let through. */
const after = (...commands: readonly QuestCommand[]) => {
  const types: string[] = [];
  let quest: Quest | undefined;
  for (const command of commands) {
    const decision = decideQuest(quest, command, found());
    if (decision.kind !== 'decided') throw new Error(JSON.stringify(decision));
    for (const { type, data } of decision.facts) {
      const change = { position: 1, author: { kind: 'system', id: null }, reason: null };
      const revision: number = (quest?.revision ?? 0) + 1;
      const event = { type, time: now.toISOString(), data: { ...data, revision, change } };
      quest = evolveQuest(quest, event as CatalogEvent);
      types.push(type);
    }
  }
  return { quest, types };
};
const questAfter = (...commands: readonly QuestCommand[]): Quest => {
  const { quest } = after(...commands);
  if (quest === undefined) throw new Error('it is gone');
  return quest;
};

describe('creating', () => {
  test('given the short form, then version 1 is in force, with its reward as it is', () => {
    const version = toQuestVersion(questAfter(create(short)));
    expect(version).toEqual({
      quest_id: id,
      version: 1,
      name: 'sign-in-three-times',
      description: null,
      state: 'active',
      definition: expect.objectContaining({ rewards: [{ currency: 'diamond', amount: 10 }] }),
      in_flight: 'migrate',
      published_at: '2030-05-06T07:08:09.010Z',
      revision: 1,
    });
    expect(questVersion.parse(version)).toEqual(version);
  });

  test('given no such reward, then it is refused, a draft too', () => {
    for (const state of ['active', 'draft']) {
      const command = create({ ...short, state });
      expect(decideQuest(undefined, command, found({ reward: undefined })).kind).toBe(
        'unknown-quest-reward',
      );
    }
  });

  test('given an empty description, then it has none', () => {
    const quest = questAfter(create({ ...short, description: '' }));
    expect(quest.content.description).toBeNull();
  });

  test('given a definition that cannot work, then it is refused by its path, but as a draft', () => {
    expect(decideQuest(undefined, create({ ...full, ...broken }), found())).toEqual({
      kind: 'unworkable',
      faults: [{ path: 'objectives.any_of.0.all_of.0.where', message: expect.any(String) }],
    });
    const draft = questAfter(create({ ...full, ...broken, state: 'draft' }));
    expect(draft).toMatchObject({ state: 'draft', version: 0, published_at: null });
    expect(decideQuest(draft, to('publish'), found()).kind).toBe('unworkable');
  });

  test('given an unlock by an unknown quest or by itself, then it is refused by its path', () => {
    const unlock = { all: [other, reward.id], none: [id] };
    expect(decideQuest(undefined, create({ ...full, unlock }), found())).toMatchObject({
      kind: 'unworkable',
      faults: [{ path: 'unlock.all.1' }, { path: 'unlock.none.0' }],
    });
  });
});

describe('editing', () => {
  test('a draft is changed; what was published gets a new version, paused or not', () => {
    const change = edit({ description: 'Buy twice.' });
    expect(after(create({ ...full, state: 'draft' }), change).types).toEqual([
      'QuestDrafted',
      'QuestEdited',
    ]);
    const { quest, types } = after(create(full), change, to('pause'), edit({ name: 'Buyer' }));
    expect(types).toEqual(['QuestPublished', 'QuestPublished', 'QuestPaused', 'QuestPublished']);
    expect(quest).toMatchObject({ version: 3, state: 'paused', revision: 4 });
  });

  test('nothing is decided where nothing changes, and in_flight alone is no change', () => {
    const quest = questAfter(create(full));
    for (const body of [{}, { name: 'Shopper' }, { in_flight: 'restart' }, full]) {
      expect(decideQuest(quest, edit(body), found())).toEqual({ kind: 'decided', facts: [] });
    }
  });

  test('in_flight is said for one version, and is migrate unless it is said', () => {
    const restarted = edit({ description: 'a', in_flight: 'restart' });
    const quest = questAfter(create(full), restarted);
    expect(quest.content.in_flight).toBe('restart');
    expect(questAfter(create(full), restarted, edit({ description: 'b' })).content.in_flight).toBe(
      'migrate',
    );
    const draft = create({ ...full, state: 'draft', in_flight: 'restart' });
    expect(questAfter(draft, edit({ description: 'b' })).content.in_flight).toBe('restart');
  });

  test('what is named is replaced, a part that is null is removed', () => {
    const window = { start: '2030-06-01T00:00:00Z' };
    const quest = questAfter(
      create({ ...full, window, repeat: { max: 3, policy: 'on_completion' } }),
    );
    const edited = questAfter(
      create({ ...full, window }),
      edit({ window: null, description: null }),
    );
    expect(quest.content.definition.window).toEqual(window);
    expect(edited.content.definition).not.toHaveProperty('window');
    expect(edited.content.definition.objectives).toEqual(quest.content.definition.objectives);
  });

  test('a quest that is over can be renamed, and not be given another definition', () => {
    const quest = questAfter(create({ ...full, window: { end: '2030-06-01T00:00:00Z' } }));
    const later = found({ now: new Date('2031-01-01T00:00:00Z') });
    expect(decideQuest(quest, edit({ name: 'Old' }), later)).toMatchObject({ kind: 'decided' });
    const body = { repeat: { max: 2, policy: 'on_completion' } };
    expect(decideQuest(quest, edit(body), later)).toMatchObject({
      kind: 'unworkable',
      faults: [{ path: 'window.end' }],
    });
  });

  test('the short form keeps its reward as it was until it is named again', () => {
    const dearer = { ...reward, reward_qty: 99 };
    const quest = questAfter(create(short));
    const paid = (body: object) => {
      const decision = decideQuest(quest, edit(body), found({ reward: dearer }));
      return decision.kind === 'decided' && decision.facts[0]?.data;
    };
    expect(paid({ streak: 5 })).toMatchObject({
      short_form: { streak: 5, reward: { reward_qty: 10 } },
      definition: { repeat: { max: 2 }, rewards: [{ currency: 'diamond', amount: 10 }] },
    });
    expect(paid({ reward_id: reward.id })).toMatchObject({
      short_form: { streak: 3, reward: { reward_qty: 99 } },
      definition: { rewards: [{ currency: 'diamond', amount: 99 }] },
    });
    expect(decideQuest(quest, edit({ reward_id: other }), found({ reward: undefined })).kind).toBe(
      'unknown-quest-reward',
    );
  });

  test('a part of the full form turns the short form into it, and back takes all of it', () => {
    const turned = questAfter(create(short), edit({ objectives: full.objectives }));
    expect(toQuestPublic(turned)).toMatchObject({ reward: null, streak: null, duplication: 2 });
    expect(turned.content.definition.rewards).toEqual([{ currency: 'diamond', amount: 10 }]);
    expect(decideQuest(turned, edit({ streak: 3 }), found())).toMatchObject({
      kind: 'unworkable',
      faults: [{ path: 'reward_id' }, { path: 'duplication' }],
    });
    const { name, ...back } = short;
    expect(toQuestPublic(questAfter(create(full), edit(back)))).toMatchObject({ streak: 3 });
    const claimed = questAfter(create(short), edit({ auto_claim: false }));
    expect(toQuestPublic(claimed)).toMatchObject({ auto_claim: false, streak: 3 });
  });
});

describe('the states', () => {
  const steps = {
    publish: 'active',
    pause: 'paused',
    resume: 'active',
    archive: 'archived',
  } as const;
  const reached: Record<string, Quest> = {
    draft: questAfter(create({ ...short, state: 'draft' })),
    active: questAfter(create(short)),
    paused: questAfter(create(short), to('pause')),
    archived: questAfter(create(short), to('archive')),
  };
  const leads: Record<string, readonly string[]> = {
    draft: ['publish'],
    active: ['pause', 'archive'],
    paused: ['resume', 'archive'],
    archived: [],
  };

  test.each(
    Object.keys(leads).flatMap((state) =>
      (Object.keys(steps) as (keyof typeof steps)[]).map((step) => [state, step] as const),
    ),
  )('given a quest that is %s, when told to %s', (state, step) => {
    const decision = decideQuest(reached[state], to(step), found());
    if (leads[state]?.includes(step)) {
      expect(decision).toMatchObject({
        kind: 'decided',
        facts: [{ data: { state: steps[step] } }],
      });
    } else if (state === 'archived') {
      expect(decision).toEqual({ kind: 'quest-archived' });
    } else {
      expect(decision).toEqual({ kind: 'wrong-state', command: step, state });
    }
  });

  test('what is deleted goes as a draft, and is archived once it was published', () => {
    const deleted = (state: string) => decideQuest(reached[state], to('delete'), found());
    expect(deleted('draft')).toMatchObject({ facts: [{ type: 'QuestDiscarded' }] });
    expect(deleted('paused')).toMatchObject({ facts: [{ type: 'QuestArchived' }] });
    expect(deleted('archived')).toEqual({ kind: 'quest-archived' });
    expect(after(create({ ...full, state: 'draft' }), to('delete')).quest).toBeUndefined();
  });

  test('nothing is done to a quest that is not there or archived', () => {
    for (const command of [edit({ name: 'x' }), to('pause'), to('delete')]) {
      expect(decideQuest(undefined, command, found()).kind).toBe('unknown-quest');
      expect(decideQuest(reached.archived, command, found()).kind).toBe('quest-archived');
    }
  });

  test('a draft pays what its reward is when it is published', () => {
    const { draft } = reached;
    expect(rewardNamedBy(draft, to('publish'))).toBe(reward.id);
    const dearer = { ...reward, reward_qty: 99 };
    expect(decideQuest(draft, to('publish'), found({ reward: dearer }))).toMatchObject({
      facts: [{ data: { version: 1, short_form: { reward: { reward_qty: 99 } } } }],
    });
    expect(decideQuest(draft, to('publish'), found({ reward: undefined })).kind).toBe(
      'unknown-quest-reward',
    );
  });
});

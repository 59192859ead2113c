import { isDeepStrictEqual } from 'node:util';
import type { QuestPublic, QuestState } from '@questline/contracts/catalog/quest';
import {
  questCreateFull,
  questCreateShort,
  questEditFull,
  questEditShort,
} from '@questline/contracts/catalog/quest';
import { questDefinitionParts } from '@questline/contracts/catalog/quest-definition';
import {
  type RewardPublic,
  rewardCreateBody,
  rewardEdit,
} from '@questline/contracts/catalog/reward';
import { checkDefinition, checkUnlocks } from '@questline/quest-language/check-definition';
import { normaliseDefinition } from '@questline/quest-language/normalise-definition';
import { toQuestDefinition, toRewardLine } from '@questline/quest-language/short-form';
import { foldName } from '../files/fold-name.ts';

interface Item<Shown> {
  readonly shown: Shown;
  readonly revision: number;
}

type Body = Record<string, unknown>;
type Reply = { readonly status: number; readonly body?: unknown; readonly tag?: string };

export const modelNow = new Date('2026-11-22T10:00:00Z');
const at = modelNow.toISOString();
const problem = (status: number, code: string, rest: Body = {}): Reply => ({
  status,
  body: { code, detail: code, ...rest },
});
const tagOf = ({ shown: { id }, revision }: Item<{ id: string }>) => `"${id}-${revision}"`;

class Refused extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super('refused');
    this.reply = reply;
  }
}

const must = <Value>(value: Value | undefined, reply: Reply): Value => {
  if (value === undefined) throw new Refused(reply);
  return value;
};

/**
 * A catalog in memory that answers as the real one does, as far as quests and rewards from files need
 * it: states, revisions, If-Match, Idempotency-Key, taken names, faults of definitions and unlocks.
 */
export const createModelCatalog = () => {
  const quests = new Map<string, Item<QuestPublic>>();
  const rewards = new Map<string, Item<RewardPublic>>();
  const kept = new Map<string, Reply>();
  const requests: string[] = [];
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `01990000-0000-7000-8000-${ids.toString(16).padStart(12, '0')}`;
  };

  const freeName = (
    items: ReadonlyMap<string, Item<QuestPublic | RewardPublic>>,
    id: string,
    name: string,
  ) => {
    for (const { shown } of items.values()) {
      const other = 'reward_name' in shown ? shown.reward_name : shown.name;
      if (shown.id !== id && foldName(other) === foldName(name)) {
        throw new Refused(problem(409, 'name-taken'));
      }
    }
  };

  const putQuest = (shown: QuestPublic, status = 200): Reply => {
    freeName(quests, shown.id, shown.name);
    if (shown.state !== 'draft') {
      const others = new Map(
        [...quests.values()]
          .filter((each) => each.shown.id !== shown.id && each.shown.state !== 'draft')
          .map((each) => [each.shown.id, each.shown.definition]),
      );
      const errors = [
        ...checkDefinition(shown.definition, modelNow),
        ...checkUnlocks(shown.id, shown.definition, others),
      ];
      if (errors.length > 0) throw new Refused(problem(422, 'invalid', { errors }));
    }
    const item = { shown, revision: (quests.get(shown.id)?.revision ?? 0) + 1 };
    quests.set(shown.id, item);
    return { status, body: shown, tag: tagOf(item) };
  };

  const shortOf = (form: {
    reward: RewardPublic;
    streak: number;
    duplication: number;
    auto_claim: boolean;
  }) => ({
    reward_id: form.reward.id,
    reward: form.reward,
    auto_claim: form.auto_claim,
    streak: form.streak,
    duplication: form.duplication,
    definition: toQuestDefinition(form, toRewardLine(form.reward)),
  });

  const fullOf = (parts: Body) => {
    const named = Object.entries(parts).filter(
      ([name, part]) => name in questDefinitionParts && part !== null && part !== undefined,
    );
    const definition = normaliseDefinition(Object.fromEntries(named) as never);
    const { auto_claim, repeat } = definition;
    const duplication = repeat.policy === 'once' ? 1 : repeat.max;
    return { reward_id: null, reward: null, streak: null, auto_claim, duplication, definition };
  };

  const rewardById = (id: string) => must(rewards.get(id)?.shown, problem(422, 'no-reward'));

  const createQuest = (body: Body): Reply => {
    const schema = 'reward_id' in body ? questCreateShort : questCreateFull;
    const form = must(schema.safeParse(body).data, problem(422, 'schema'));
    const { name, description, category, state = 'active' } = form;
    const rest =
      'reward_id' in form ? shortOf({ ...form, reward: rewardById(form.reward_id) }) : fullOf(form);
    const head = {
      id: newId(),
      name,
      description: description || null,
      category: category ?? null,
    };
    const version = state === 'draft' ? 0 : 1;
    return putQuest({ ...head, ...rest, state, version, created_at: at, updated_at: at }, 201);
  };

  const editedForm = (shown: QuestPublic, body: Body) => {
    if (['reward_id', 'streak', 'duplication'].some((key) => key in body)) {
      const { reward_id, ...form } = must(
        questEditShort.safeParse(body).data,
        problem(422, 'schema'),
      );
      const reward = reward_id === undefined ? shown.reward : rewardById(reward_id);
      const streak = form.streak ?? shown.streak;
      if (reward === null || streak === null) throw new Refused(problem(422, 'short'));
      const { auto_claim = shown.auto_claim, duplication = shown.duplication } = form;
      return shortOf({ reward, streak, auto_claim, duplication });
    }
    const form = must(questEditFull.safeParse(body).data, problem(422, 'schema'));
    const named = Object.keys(form).filter((key) => key in questDefinitionParts);
    if (named.length === 0) return {};
    if (named.length === 1 && named[0] === 'auto_claim' && form.auto_claim !== undefined) {
      const { auto_claim } = form;
      return { auto_claim, definition: { ...shown.definition, auto_claim } };
    }
    return fullOf({ ...shown.definition, ...form });
  };

  const editQuest = (item: Item<QuestPublic>, body: Body): Reply => {
    const { shown } = item;
    const { name = shown.name, description, category } = body as Partial<QuestPublic>;
    const edited = {
      ...shown,
      ...editedForm(shown, body),
      name,
      description: description === undefined ? shown.description : description || null,
      category: category === undefined ? (shown.category ?? null) : category,
    };
    if (isDeepStrictEqual(edited, shown)) return { status: 200, body: shown, tag: tagOf(item) };
    return putQuest({ ...edited, version: shown.version + Number(shown.state !== 'draft') });
  };

  const moves: Readonly<Record<string, readonly [from: readonly QuestState[], to: QuestState]>> = {
    publish: [['draft'], 'active'],
    pause: [['active'], 'paused'],
    resume: [['paused'], 'active'],
    archive: [['active', 'paused'], 'archived'],
  };

  const moveQuest = (item: Item<QuestPublic>, move: string): Reply => {
    const [from, to] = must(moves[move], problem(404, 'no-route'));
    const { shown } = item;
    if (!from.includes(shown.state)) return problem(409, 'wrong-state');
    // As the real one, without a look at the other quests: what is in force stays in force.
    if (move !== 'publish') {
      const moved = { shown: { ...shown, state: to }, revision: item.revision + 1 };
      quests.set(shown.id, moved);
      return { status: 200, body: moved.shown, tag: tagOf(moved) };
    }
    const { reward, streak, auto_claim, duplication } = shown;
    const renamed =
      reward === null || streak === null
        ? {}
        : shortOf({ reward: rewardById(reward.id), streak, auto_claim, duplication });
    return putQuest({ ...shown, ...renamed, state: to, version: shown.version + 1 });
  };

  const commandQuest = (
    method: string,
    id: string,
    move: string | undefined,
    body: Body,
    match: string | undefined,
  ): Reply => {
    const item = must(quests.get(id), problem(404, 'unknown-quest'));
    if (match !== undefined && match !== tagOf(item)) {
      return problem(412, 'stale', { current_revision: item.revision });
    }
    if (item.shown.state === 'archived') return problem(409, 'quest-archived');
    if (method === 'PATCH') return editQuest(item, body);
    if (method !== 'DELETE') return moveQuest(item, move ?? '');
    if (item.shown.state !== 'draft') return { ...moveQuest(item, 'archive'), status: 204 };
    quests.delete(id);
    return { status: 204 };
  };

  const putReward = (shown: RewardPublic, status: number): Reply => {
    freeName(rewards, shown.id, shown.reward_name);
    const before = rewards.get(shown.id);
    if (before && isDeepStrictEqual(before.shown, shown)) {
      return { status, body: shown, tag: tagOf(before) };
    }
    const item = { shown, revision: (before?.revision ?? 0) + 1 };
    rewards.set(shown.id, item);
    return { status, body: shown, tag: tagOf(item) };
  };

  const commandReward = (
    method: string,
    id: string | undefined,
    body: Body,
    match: string | undefined,
  ): Reply => {
    if (id === undefined) {
      const { reason, ...parts } = must(
        rewardCreateBody.safeParse(body).data,
        problem(422, 'schema'),
      );
      return putReward({ id: newId(), ...parts, created_at: at, updated_at: at }, 201);
    }
    const item = must(rewards.get(id), problem(404, 'unknown-reward'));
    if (match !== undefined && match !== tagOf(item)) return problem(412, 'stale');
    if (method === 'DELETE') rewards.delete(id);
    if (method === 'DELETE') return { status: 204 };
    const { reason, ...parts } = must(rewardEdit.safeParse(body).data, problem(422, 'schema'));
    return putReward({ ...item.shown, ...parts } as RewardPublic, 200);
  };

  const query = (url: URL, [kind, id, rest]: readonly string[]): Reply => {
    if (kind === 'progress') {
      return { status: 200, body: { data: [{ version: 1, users: 5, half_way: 2 }], count: 1 } };
    }
    const items: ReadonlyMap<string, Item<QuestPublic | RewardPublic>> = kind === 'quests'
      ? quests
      : rewards;
    if (id === undefined) {
      const all = [...items.values()].map(({ shown }) => shown);
      const skip = Number(url.searchParams.get('skip'));
      const data = all.slice(skip, skip + Number(url.searchParams.get('limit')));
      return { status: 200, body: { data, count: all.length } };
    }
    const item =
      id === 'name'
        ? [...quests.values()].find(({ shown }) => foldName(shown.name) === foldName(rest ?? ''))
        : items.get(id);
    if (item === undefined) return problem(404, 'unknown');
    if (rest !== 'history') return { status: 200, body: item.shown, tag: tagOf(item) };
    const author = { kind: 'user', id: 'somebody' };
    const { revision } = item;
    const line = { revision, type: 'QuestPublished', at, author, reason: 'elsewhere', data: {} };
    return { status: 200, body: { data: [line], next_cursor: null } };
  };

  const answer = (method: string, url: URL, headers: Headers, body: Body): Reply => {
    const segments = url.pathname.replace('/api/v1/', '').split('/').filter(Boolean);
    const [kind, id, move] = segments.map(decodeURIComponent);
    if (method === 'GET') return query(url, segments.map(decodeURIComponent));
    const key = headers.get('idempotency-key') ?? '';
    const repeated = kept.get(key);
    if (repeated !== undefined) return repeated;
    requests.push(`${method} ${url.pathname}`);
    const match = headers.get('if-match') ?? undefined;
    const reply =
      kind === 'rewards'
        ? commandReward(method, id, body, match)
        : id === undefined
          ? createQuest(body)
          : commandQuest(method, id, move, body, match);
    if (reply.status < 300) kept.set(key, reply);
    return reply;
  };

  const modelFetch = async (input: string | URL | Request, init: RequestInit = {}) => {
    const url = new URL(String(input));
    const body = JSON.parse(String(init.body ?? '{}')) as Body;
    const reply = (() => {
      try {
        return answer(init.method ?? 'GET', url, new Headers(init.headers), body);
      } catch (error) {
        if (error instanceof Refused) return error.reply;
        throw error;
      }
    })();
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      ...(reply.tag && { etag: reply.tag }),
    };
    const text = reply.body === undefined ? null : JSON.stringify(reply.body);
    return new Response(text, { status: reply.status, headers });
  };

  return { fetch: modelFetch as typeof fetch, requests, quests, rewards };
};

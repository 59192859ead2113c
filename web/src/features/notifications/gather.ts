import type { RewardLine } from '@questline/contracts/catalog/reward';
import type { Notification } from '@questline/contracts/processing/notification';

/** Notifications told as one: the newest, holding what those before it said, and how many they are. */
export type Gathered = { readonly notification: Notification; readonly times: number };

type Of<Kind extends Notification['kind']> = Extract<Notification, { kind: Kind }>;
type Moved = Of<'quest_progress'>['data']['quests'][number];

/** Notifications of one key may be told as one; what stands alone has its own id for a key. */
export const gatherKey = (notification: Notification): string => {
  const { id, kind, data } = notification;
  if (kind === 'quest_progress' || kind === 'wallet_credited') return kind;
  if (kind !== 'quest_completed') return id;
  const what = data.step ? 'step' : 'quest';
  return [kind, data.quest_id, what, data.payment ?? data.claimable].join(' ');
};

/** Where quests stand after newer moves: each quest once, the ones moved last first. */
const mergeMoves = (known: readonly Moved[], news: readonly Moved[]): Moved[] => {
  const moved = new Set(news.map(({ quest_id }) => quest_id));
  return [...news, ...known.filter(({ quest_id }) => !moved.has(quest_id))];
};

type Credit = Of<'wallet_credited'>['data']['credits'][number];

const addCredits = (known: readonly Credit[], news: readonly Credit[]): Credit[] => {
  const sums = new Map<string, number>();
  for (const { currency, amount } of [...known, ...news]) {
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
};

const nameOf = (line: RewardLine): string => {
  if ('currency' in line) return `currency ${line.currency}`;
  return 'item' in line ? `item ${line.item}` : `badge ${line.badge}`;
};

const addLine = (known: RewardLine | undefined, line: RewardLine): RewardLine => {
  if (known && 'currency' in known && 'currency' in line) {
    return { ...line, amount: known.amount + line.amount };
  }
  if (known && 'item' in known && 'item' in line) {
    return { ...line, quantity: known.quantity + line.quantity };
  }
  return line;
};

/** Lines of the same name as one; a badge that comes again is still one. */
const addRewards = (known: readonly RewardLine[], news: readonly RewardLine[]): RewardLine[] => {
  const lines = new Map<string, RewardLine>();
  for (const line of [...known, ...news]) {
    lines.set(nameOf(line), addLine(lines.get(nameOf(line)), line));
  }
  return [...lines.values()];
};

const mergeInto = (known: Notification, next: Notification): Notification => {
  if (known.kind === 'quest_progress' && next.kind === 'quest_progress') {
    const quests = mergeMoves(known.data.quests, next.data.quests);
    return { ...next, data: { ...next.data, quests } };
  }
  if (known.kind === 'wallet_credited' && next.kind === 'wallet_credited') {
    const credits = addCredits(known.data.credits, next.data.credits);
    const balances = { ...known.data.balances, ...next.data.balances };
    return { ...next, data: { ...next.data, credits, balances } };
  }
  if (known.kind === 'quest_completed' && next.kind === 'quest_completed') {
    const rewards = addRewards(known.data.rewards, next.data.rewards);
    return { ...next, data: { ...next.data, rewards } };
  }
  return next;
};

/** One more notification of the same key; `known` is undefined for the first. */
export const gather = (known: Gathered | undefined, next: Notification): Gathered =>
  known
    ? { notification: mergeInto(known.notification, next), times: known.times + 1 }
    : { notification: next, times: 1 };

const gatherMs = 60_000;

const belongTogether = (older: Notification, newer: Notification): boolean =>
  gatherKey(older) === gatherKey(newer) &&
  Date.parse(newer.created_at) - Date.parse(older.created_at) < gatherMs;

/** A feed, newest first, in which what came in a row and belongs together is told as one. */
export const gatherFeed = (feed: readonly Notification[]): readonly Gathered[] => {
  const groups: Gathered[] = [];
  for (const notification of [...feed].reverse()) {
    const last = groups.at(-1);
    if (last && belongTogether(last.notification, notification)) {
      groups[groups.length - 1] = gather(last, notification);
    } else groups.push(gather(undefined, notification));
  }
  return groups.reverse();
};

import type { Notification } from '@questline/contracts/processing/notification';
import { humanise } from '../../ui/humanise.ts';
import { numberText } from '../../ui/number-text.ts';
import { amountText, badgeName, isBadge, rewardText } from '../../ui/reward-text.ts';

export type NotificationWords = { title: string; detail: string; picture: string };

type Moved = { quest_id: string; quest_name: string; streak: number; target: number };

const movedMax = 3;

/** Beyond the target only what shall be less can be: it is not so much of it. */
const oneMoved = ({ quest_name, streak, target }: Moved): string => {
  const aim = streak > target ? `, goal ${numberText(target)}` : ` of ${numberText(target)}`;
  return `${humanise(quest_name)}: ${numberText(streak)}${aim}`;
};

/** `Match winner: 3 of 5 · Wanderer: 24.5 of 42.195`; of many quests the first few. */
const movedText = (quests: readonly Moved[]): string => {
  const named = quests.slice(0, movedMax).map(oneMoved);
  const others = quests.length - named.length;
  return [...named, ...(others > 0 ? [`and ${others} more`] : [])].join(' · ');
};

type DataOf<Kind extends Notification['kind']> = Extract<Notification, { kind: Kind }>['data'];
type Credit = { currency: string; amount: number };

/** `Balance: 10`, or with several currencies `Balance: 10 diamonds, 5 gold`; badges have none. */
const balanceOf = (credits: readonly Credit[], balances: Record<string, number>): string => {
  const known = credits
    .filter(({ currency }) => !isBadge(currency))
    .map(({ currency }) => ({ currency, balance: balances[currency] }))
    .filter((entry): entry is { currency: string; balance: number } => entry.balance !== undefined);
  const [only] = known;
  if (!only) return '';
  if (known.length === 1) return `Balance: ${numberText(only.balance)}`;
  const parts = known.map(({ currency, balance }) => amountText(balance, currency));
  return `Balance: ${parts.join(', ')}`;
};

const creditedWords = (data: DataOf<'wallet_credited'>): NotificationWords => {
  const { credits, balances } = data;
  const [first] = credits;
  const picture = first?.currency ?? 'gold';
  if (first && credits.length === 1 && isBadge(first.currency)) {
    return { title: 'New badge', detail: badgeName(first.currency), picture };
  }
  const title = credits.map(({ amount, currency }) => `+${amountText(amount, currency)}`);
  return { title: title.join(', '), detail: balanceOf(credits, balances), picture };
};

type Completed = DataOf<'quest_completed'>;

/** What became of the payment; null where there is nothing to say of one. */
const paymentText = ({ payment, claimable, rewards }: Completed): string | null => {
  if (rewards.length === 0 || payment === 'none') return null;
  const reward = rewardText(rewards);
  if (payment === 'denied') return 'nothing paid, its limit is reached';
  if (payment === 'deferred') return `${reward} follow as soon as its limit has room`;
  if (payment === 'forfeited') return `${reward} not claimed in time`;
  return claimable ? `${reward} ready to claim` : `+${reward}`;
};

const heldPayments: ReadonlySet<unknown> = new Set(['denied', 'deferred', 'forfeited']);

const completedWords = (data: Completed, times: number): NotificationWords => {
  const { quest_name, step = 0, payment } = data;
  const name = step > 0 ? `${humanise(quest_name)}, step ${step}` : humanise(quest_name);
  const paid = paymentText(data);
  const detail = paid === null ? name : `${name}: ${paid}`;
  const often = numberText(times);
  const held = heldPayments.has(payment) ? 'payment_held' : null;
  if (step > 0) {
    const title = times > 1 ? `${often} steps reached` : 'Step reached';
    return { title, detail, picture: held ?? 'step_reached' };
  }
  const title = times > 1 ? `Quest completed ${often} times` : 'Quest completed';
  return { title, detail, picture: held ?? 'quest_completed' };
};

/** What a notification says, the same in a toast, where it may tell of several, and in recent activity. */
export const notificationWords = (notification: Notification, times = 1): NotificationWords => {
  const { kind, data } = notification;
  switch (kind) {
    case 'sign_in':
      return { title: 'Checked in', detail: movedText(data.quests), picture: kind };
    case 'quest_progress':
      return { title: 'One step further', detail: movedText(data.quests), picture: kind };
    case 'quest_completed':
      return completedWords(data, times);
    case 'reward_granted':
      return {
        title: 'Reward claimed',
        detail: `${humanise(data.quest_name)}: ${rewardText(data.lines)}`,
        picture: kind,
      };
    case 'wallet_credited':
      return creditedWords(data);
  }
};

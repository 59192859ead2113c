import type { Notification } from '@questline/contracts/processing/notification';
import { humanise } from '../../ui/humanise.ts';
import { amountText, rewardText } from '../../ui/reward-text.ts';

export type NotificationWords = { title: string; detail: string; picture: string };

type Moved = { quest_name: string; streak: number; target: number };

const stepsOf = (quests: readonly Moved[]): string =>
  quests
    .map(({ quest_name, streak, target }) => `${humanise(quest_name)}: ${streak} of ${target}`)
    .join(' · ');

type Credit = { currency: string; amount: number };

/** `Balance: 10`, or with several currencies `Balance: 10 diamonds, 5 gold`. */
const balanceOf = (credits: readonly Credit[], balances: Record<string, number>): string => {
  const known = credits
    .map(({ currency }) => ({ currency, balance: balances[currency] }))
    .filter((entry): entry is { currency: string; balance: number } => entry.balance !== undefined);
  const [only] = known;
  if (!only) return '';
  if (known.length === 1) return `Balance: ${only.balance}`;
  const parts = known.map(({ currency, balance }) => amountText(balance, currency));
  return `Balance: ${parts.join(', ')}`;
};

const completedDetail = (data: Extract<Notification, { kind: 'quest_completed' }>['data']) => {
  const name = humanise(data.quest_name);
  const rewards = rewardText(data.rewards);
  if (data.claimable) return `${name}: ${rewards} ready to claim`;
  return `${name}: +${rewards}`;
};

/** What a notification says, the same in a toast and in the list of recent activity. */
export const notificationWords = (notification: Notification): NotificationWords => {
  const { kind, data } = notification;
  switch (kind) {
    case 'sign_in':
      return { title: 'Checked in', detail: stepsOf(data.quests), picture: kind };
    case 'quest_progress':
      return { title: 'One step further', detail: stepsOf(data.quests), picture: kind };
    case 'quest_completed':
      return { title: 'Quest completed', detail: completedDetail(data), picture: kind };
    case 'reward_granted':
      return {
        title: 'Reward claimed',
        detail: `${humanise(data.quest_name)}: ${rewardText(data.lines)}`,
        picture: kind,
      };
    case 'wallet_credited':
      return {
        title: data.credits
          .map((credit) => `+${amountText(credit.amount, credit.currency)}`)
          .join(', '),
        detail: balanceOf(data.credits, data.balances),
        picture: data.credits[0]?.currency ?? 'gold',
      };
  }
};

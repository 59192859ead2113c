import type { RewardLine } from '@questline/contracts/catalog/reward';
import { humanise } from './humanise.ts';
import { numberText } from './number-text.ts';

/** The wallet keeps a badge as an item whose name begins with this. */
const badgePrefix = 'badge:';

export const isBadge = (what: string): boolean => what.startsWith(badgePrefix);

/** `badge:good-customer` → `Good customer`. */
export const badgeName = (what: string): string => humanise(what.slice(badgePrefix.length));

const badgeText = (amount: number, what: string): string => {
  const name = badgeName(what);
  const named = /\bbadge$/i.test(name) ? name : `${name} badge`;
  return amount === 1 ? named : `${numberText(amount)} × ${named}`;
};

/** `1 diamond`, `10 diamonds`, `5 gold`; of an item, `2 × Healing potion`; `Wanderer badge`. */
export const amountText = (amount: number, what: string): string => {
  if (isBadge(what)) return badgeText(amount, what);
  if (what === 'gold') return `${numberText(amount)} gold`;
  if (what === 'diamond') return `${numberText(amount)} ${amount === 1 ? 'diamond' : 'diamonds'}`;
  return `${numberText(amount)} × ${humanise(what)}`;
};

/** Lines of every kind in one shape: a badge is one of what the wallet calls it. */
export const toAmount = (line: RewardLine): { what: string; amount: number } => {
  if ('currency' in line) return { what: line.currency, amount: line.amount };
  if ('item' in line) return { what: line.item, amount: line.quantity };
  return { what: `${badgePrefix}${line.badge}`, amount: 1 };
};

export const rewardText = (lines: readonly RewardLine[]): string =>
  lines
    .map(toAmount)
    .map(({ what, amount }) => amountText(amount, what))
    .join(', ');

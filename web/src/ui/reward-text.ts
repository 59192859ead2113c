import type { RewardLine } from '@questline/contracts/catalog/reward';
import { humanise } from './humanise.ts';

/** `1 diamond`, `10 diamonds`, `5 gold`; of an item, `2 × Healing potion`. */
export const amountText = (amount: number, what: string): string => {
  if (what === 'gold') return `${amount} gold`;
  if (what === 'diamond') return `${amount} ${amount === 1 ? 'diamond' : 'diamonds'}`;
  return `${amount} × ${humanise(what)}`;
};

/** Currency and item lines in one shape. */
export const toAmount = (line: RewardLine): { what: string; amount: number } =>
  'currency' in line
    ? { what: line.currency, amount: line.amount }
    : { what: line.item, amount: line.quantity };

export const rewardText = (lines: readonly RewardLine[]): string =>
  lines
    .map(toAmount)
    .map(({ what, amount }) => amountText(amount, what))
    .join(', ');

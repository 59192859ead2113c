import type { RewardLine } from '@questline/contracts/catalog/reward';
import { RewardIcon } from '../../ui/reward-icon.tsx';
import { amountText, toAmount } from '../../ui/reward-text.ts';
import styles from './reward-list.module.css';

/** What is paid, each line with its picture. */
export const RewardList = ({
  lines,
  size = 20,
}: {
  lines: readonly RewardLine[];
  size?: number;
}) => (
  <ul className={styles.rewards}>
    {lines.map(toAmount).map(({ what, amount }) => (
      <li key={`${what} ${amount}`} className={styles.reward}>
        <RewardIcon of={what} size={size} />
        {amountText(amount, what)}
      </li>
    ))}
  </ul>
);

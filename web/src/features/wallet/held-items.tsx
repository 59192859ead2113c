import { useQuery } from '@tanstack/react-query';
import { humanise } from '../../ui/humanise.ts';
import { RewardIcon } from '../../ui/reward-icon.tsx';
import styles from './held-items.module.css';
import { walletQuery } from './wallet.api.ts';

const currencies = new Set(['gold', 'diamond']);

/** What the wallet holds besides money; nothing at all while it holds none. */
export const HeldItems = () => {
  const { data } = useQuery(walletQuery);
  const items = Object.entries(data?.balances ?? {}).filter(
    ([what, amount]) => !currencies.has(what) && amount > 0,
  );
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="held-items">
      <h2 id="held-items" className={styles.heading}>
        Your items
      </h2>
      <ul className={styles.items}>
        {items.map(([what, amount]) => (
          <li key={what} className={styles.item}>
            <RewardIcon of={what} size={20} />
            <span>{humanise(what)}</span>
            <strong>{amount}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
};

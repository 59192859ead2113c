import { useQuery } from '@tanstack/react-query';
import { humanise } from '../../ui/humanise.ts';
import { numberText } from '../../ui/number-text.ts';
import { RewardIcon } from '../../ui/reward-icon.tsx';
import { badgeName, isBadge } from '../../ui/reward-text.ts';
import styles from './held-items.module.css';
import { walletQuery } from './wallet.api.ts';

const currencies = new Set(['gold', 'diamond']);

type Held = readonly (readonly [what: string, amount: number])[];

const Items = ({ held }: { held: Held }) => (
  <section aria-labelledby="held-items">
    <h2 id="held-items" className={styles.heading}>
      Your items
    </h2>
    <ul className={styles.items}>
      {held.map(([what, amount]) => (
        <li key={what} className={styles.item}>
          <RewardIcon of={what} size={20} />
          <span>{humanise(what)}</span>
          <strong>{numberText(amount)}</strong>
        </li>
      ))}
    </ul>
  </section>
);

const Badges = ({ held }: { held: Held }) => (
  <section aria-labelledby="held-badges">
    <h2 id="held-badges" className={styles.heading}>
      Your badges
    </h2>
    <ul className={styles.badges}>
      {held.map(([what, amount]) => (
        <li key={what} className={styles.badge}>
          <RewardIcon of={what} size={36} />
          <span className={styles.badgeName}>{badgeName(what)}</span>
          {amount > 1 && <strong className={styles.often}>× {numberText(amount)}</strong>}
        </li>
      ))}
    </ul>
  </section>
);

/** What the wallet holds besides money; nothing at all while it holds none. */
export const HeldItems = () => {
  const { data } = useQuery(walletQuery);
  const held = Object.entries(data?.balances ?? {}).filter(
    ([what, amount]) => !currencies.has(what) && amount > 0,
  );
  const badges = held.filter(([what]) => isBadge(what));
  const items = held.filter(([what]) => !isBadge(what));
  return (
    <>
      {badges.length > 0 && <Badges held={badges} />}
      {items.length > 0 && <Items held={items} />}
    </>
  );
};

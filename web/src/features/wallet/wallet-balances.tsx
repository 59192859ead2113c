import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { numberText } from '../../ui/number-text.ts';
import { RewardIcon } from '../../ui/reward-icon.tsx';
import { walletQuery } from './wallet.api.ts';
import styles from './wallet-balances.module.css';

/** How much came with the last change; null for a first value or a spend. */
const useGain = (value: number | undefined): { amount: number; key: number } | null => {
  const last = useRef(value);
  const [gain, setGain] = useState<{ amount: number; key: number } | null>(null);
  useEffect(() => {
    const before = last.current;
    last.current = value;
    if (before === undefined || value === undefined || value <= before) return;
    setGain((previous) => ({ amount: value - before, key: (previous?.key ?? 0) + 1 }));
  }, [value]);
  return gain;
};

const Balance = ({ currency, value }: { currency: 'gold' | 'diamond'; value?: number }) => {
  const gain = useGain(value);
  return (
    <li className={styles.balance}>
      <span className={styles.icon} key={gain?.key} data-gained={gain ? '' : undefined}>
        <RewardIcon of={currency} size={20} />
      </span>
      <span className="visually-hidden">{currency === 'gold' ? 'Gold: ' : 'Diamonds: '}</span>
      <span className={styles.amount} data-testid={`wallet-${currency}`}>
        {value === undefined ? '–' : numberText(value)}
      </span>
      {gain && (
        <span className={styles.gain} key={`gain-${gain.key}`} aria-hidden="true">
          +{numberText(gain.amount)}
        </span>
      )}
    </li>
  );
};

type Props = { initial: { gold: number; diamond: number } };

/** `initial` is shown until the wallet itself has answered. */
export const WalletBalances = ({ initial }: Props) => {
  const { data, isPending } = useQuery(walletQuery);
  const balances = data?.balances ?? (isPending ? initial : {});
  const of = (currency: 'gold' | 'diamond') => {
    const value = (balances as Record<string, number>)[currency];
    return value === undefined ? {} : { value };
  };
  return (
    <ul className={styles.wallet} aria-label="Wallet">
      <Balance currency="gold" {...of('gold')} />
      <Balance currency="diamond" {...of('diamond')} />
    </ul>
  );
};

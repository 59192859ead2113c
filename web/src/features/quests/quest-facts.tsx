import {
  IconClock,
  IconClockPause,
  IconFlame,
  IconGauge,
  IconHourglassHigh,
  IconLock,
  IconSnowflake,
} from '@tabler/icons-react';
import styles from './quest-facts.module.css';
import type { Fact } from './quest-facts.ts';

const icons = {
  claim: IconHourglassHigh,
  time: IconClock,
  rest: IconClockPause,
  streak: IconFlame,
  freeze: IconSnowflake,
  limit: IconGauge,
  closed: IconLock,
} as const;

export const QuestFacts = ({ facts }: { facts: readonly Fact[] }) => {
  if (facts.length === 0) return null;
  return (
    <ul className={styles.facts}>
      {facts.map(({ kind, text, isUrgent }) => {
        const Icon = icons[kind];
        return (
          <li
            key={`${kind} ${text}`}
            className={styles.fact}
            data-kind={kind}
            data-urgent={isUrgent || undefined}
          >
            <Icon size={16} stroke={1.9} aria-hidden="true" />
            {text}
          </li>
        );
      })}
    </ul>
  );
};

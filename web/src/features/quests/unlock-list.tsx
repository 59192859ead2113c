import { IconCheck, IconLock } from '@tabler/icons-react';
import type { Condition, Unlock } from './quest-unlock.ts';
import styles from './unlock-list.module.css';

const Conditions = ({ title, conditions }: { title: string; conditions: readonly Condition[] }) => {
  if (conditions.length === 0) return null;
  const known = conditions.filter((condition) => condition.title !== null);
  const others = conditions.length - known.length;
  const rest = others === 1 ? 'another quest' : `${others} other quests`;
  return (
    <div className={styles.group}>
      <p className={styles.title}>{title}</p>
      <ul className={styles.conditions}>
        {known.map(({ title: name, isMet }) => (
          <li key={name} className={styles.condition} data-met={isMet || undefined}>
            {isMet ? (
              <IconCheck size={14} stroke={2.6} aria-hidden="true" />
            ) : (
              <IconLock size={14} aria-hidden="true" />
            )}
            {name}
            {isMet && <span className="visually-hidden">, completed</span>}
          </li>
        ))}
        {others > 0 && <li className={styles.condition}>{rest}</li>}
      </ul>
    </div>
  );
};

/** What has to be completed before a quest counts. */
export const UnlockList = ({ unlock }: { unlock: Unlock }) => (
  <div className={styles.unlock}>
    <Conditions
      title={unlock.all.length > 1 ? 'Complete these first' : 'Complete this first'}
      conditions={unlock.all}
    />
    <Conditions
      title={unlock.any.length > 1 ? 'Complete one of these first' : 'Complete this first'}
      conditions={unlock.any}
    />
  </div>
);

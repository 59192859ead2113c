import { IconCheck } from '@tabler/icons-react';
import { Fragment } from 'react';
import styles from './goal-list.module.css';
import type { Goal } from './quest-measure.ts';

const GoalRow = ({ goal }: { goal: Goal }) => (
  <li className={styles.goal} data-met={goal.isMet || undefined}>
    <span className={styles.mark} aria-hidden="true">
      {goal.isMet && <IconCheck size={12} stroke={3} />}
    </span>
    <span className={styles.label}>{goal.label}</span>
    <span className={styles.count}>
      <strong>{goal.value}</strong> {goal.aim}
      {goal.isMet && <span className="visually-hidden">, reached</span>}
    </span>
    <span className={styles.track} aria-hidden="true">
      <span className={styles.travelled} style={{ width: `${goal.share * 100}%` }} />
    </span>
  </li>
);

/** The goals of a quest that has several; of several ways to complete it, one list each. */
export const GoalList = ({ ways }: { ways: readonly (readonly Goal[])[] }) => (
  <div className={styles.ways}>
    {ways.map((goals, way) => {
      const key = goals.map(({ label }) => label).join();
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: the ways of a quest have no names and keep their order.
        <Fragment key={`${way} ${key}`}>
          {way > 0 && <p className={styles.or}>or</p>}
          <ul className={styles.goals}>
            {goals.map((goal, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two goals may say the same.
              <GoalRow key={`${index} ${goal.label}`} goal={goal} />
            ))}
          </ul>
        </Fragment>
      );
    })}
  </div>
);

import { RewardIcon } from '../../ui/reward-icon.tsx';
import styles from './quest-line.module.css';

/** Past this many, waypoints would touch: only the last one reached is drawn. */
const waypointsMax = 10;

type Props = { title: string; step: number; target: number; prize: string | null };

const waypointsOf = (step: number, target: number): number[] => {
  if (target <= waypointsMax) return Array.from({ length: target - 1 }, (_, index) => index + 1);
  return step > 0 && step < target ? [step] : [];
};

/** Progress as a route: solid where the user has been, dashed ahead, the reward where it ends. */
export const QuestLine = ({ title, step, target, prize }: Props) => {
  const done = step >= target;
  return (
    <div
      className={styles.line}
      role="progressbar"
      aria-label={`Progress of ${title}`}
      aria-valuemin={0}
      aria-valuemax={target}
      aria-valuenow={step}
      aria-valuetext={`${step} of ${target}`}
    >
      <div className={styles.route}>
        <span className={styles.travelled} style={{ width: `${(step / target) * 100}%` }} />
        <span className={styles.start} />
        {waypointsOf(step, target).map((waypoint) => (
          <span
            key={waypoint}
            className={styles.waypoint}
            data-reached={waypoint <= step || undefined}
            data-here={(waypoint === step && !done) || undefined}
            style={{ left: `${(waypoint / target) * 100}%` }}
          />
        ))}
      </div>
      <span className={styles.prize} data-reached={done || undefined}>
        {prize && <RewardIcon of={prize} size={24} />}
      </span>
    </div>
  );
};

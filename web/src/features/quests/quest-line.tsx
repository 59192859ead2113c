import { RewardIcon } from '../../ui/reward-icon.tsx';
import styles from './quest-line.module.css';
import type { Measure } from './quest-measure.ts';

/** Past this many, waypoints would touch: only the last one reached is drawn. */
const waypointsMax = 10;

type Props = { title: string; measure: Measure; valueText: string; prize: string | null };
type Waypoint = { at: number; isReached: boolean; isHere: boolean };

const waypointsOf = ({ share, waypoints }: Measure): Waypoint[] => {
  if (waypoints !== null && waypoints <= waypointsMax) {
    const here = Math.round(share * waypoints);
    return Array.from({ length: waypoints - 1 }, (_, index) => index + 1).map((step) => ({
      at: step / waypoints,
      isReached: step <= here,
      isHere: step === here,
    }));
  }
  return share > 0 && share < 1 ? [{ at: share, isReached: true, isHere: true }] : [];
};

/** Progress as a route: solid where the user has been, dashed ahead, the reward where it ends. */
export const QuestLine = ({ title, measure, valueText, prize }: Props) => {
  const { share } = measure;
  const isDone = share >= 1;
  return (
    <div
      className={styles.line}
      role="progressbar"
      aria-label={`Progress of ${title}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={valueText}
    >
      <div className={styles.route}>
        <span className={styles.travelled} style={{ width: `${share * 100}%` }} />
        <span className={styles.start} />
        {waypointsOf(measure).map(({ at, isReached, isHere }) => (
          <span
            key={at}
            className={styles.waypoint}
            data-reached={isReached || undefined}
            data-here={(isHere && !isDone) || undefined}
            style={{ left: `${at * 100}%` }}
          />
        ))}
      </div>
      <span className={styles.prize} data-reached={isDone || undefined}>
        {prize && <RewardIcon of={prize} size={24} />}
      </span>
    </div>
  );
};

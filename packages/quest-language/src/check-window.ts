import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { millisecondsOf } from '@questline/contracts/instant';
import { isTimeZoneName } from '@questline/contracts/time-zone';
import { Cron } from 'croner';
import { type Fault, faultIf } from './fault.ts';

const yearMs = 366 * 86_400_000;
const yearsAheadMax = 20;
const earliest = Date.UTC(2000, 0, 1);
/** A recurring window that opens more rarely than this is a slip of the pen. */
const cronYearsMax = 5;

/** Faults of the zone and of the times in which events count. */
export const checkWindow = (definition: QuestDefinition, now: Date): readonly Fault[] => [
  ...checkZone(definition.time?.timezone),
  ...checkSpan(definition.window ?? {}, now),
  ...checkRecurrence(definition, now),
];

/** `UTC`, `user` or a name of the IANA database, in whatever case. */
const checkZone = (zone: string | undefined): readonly Fault[] =>
  faultIf(
    zone !== undefined && zone !== 'user' && !isTimeZoneName(zone),
    'time.timezone',
    "must be 'user', 'UTC' or a name such as 'Europe/Berlin'",
  );

type Window = NonNullable<QuestDefinition['window']>;

const checkSpan = ({ start, end }: Window, now: Date): readonly Fault[] => {
  const [from, to] = [start, end].map((text) =>
    text === undefined ? undefined : millisecondsOf(text),
  );
  return [
    ...checkInstant(from, 'window.start', now),
    ...checkInstant(to, 'window.end', now),
    ...faultIf(to !== undefined && to <= now.getTime(), 'window.end', 'is in the past'),
    ...faultIf(
      from !== undefined && to !== undefined && from >= to,
      'window.end',
      'must be after window.start',
    ),
  ];
};

const checkInstant = (instant: number | undefined, path: string, now: Date) => [
  ...faultIf((instant ?? earliest) < earliest, path, 'must not be before the year 2000'),
  ...faultIf(
    (instant ?? earliest) > now.getTime() + yearsAheadMax * yearMs,
    path,
    `must not be more than ${yearsAheadMax} years ahead`,
  ),
];

const checkRecurrence = ({ window }: QuestDefinition, now: Date): readonly Fault[] => {
  const { cron, duration_seconds: duration } = window ?? {};
  if (cron === undefined)
    return faultIf(duration !== undefined, 'window.duration_seconds', 'needs window.cron');
  const message = cronFault(cron, now);
  return [...(message === undefined ? [] : [{ path: 'window.cron', message }])];
};

/** Whether and when it comes differs between zones by hours at the most. */
const cronFault = (cron: string, now: Date): string | undefined => {
  if (cron.split(/\s+/).length !== 5)
    return 'must have five fields: minute, hour, day, month, weekday';
  try {
    const next = new Cron(cron, { mode: '5-part', timezone: 'UTC', paused: true }).nextRun(now);
    if (!next) return 'never comes';
    return next.getTime() > now.getTime() + cronYearsMax * yearMs
      ? `does not come within ${cronYearsMax} years`
      : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
  }
};

import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { type Fault, faultIf } from './fault.ts';
import { isZone } from './local-time.ts';
import { type Calendar, periodAt } from './period.ts';
import { closingOf, createRecurrence } from './window.ts';

interface Span {
  readonly from: number;
  readonly until: number;
}

/** Openings that are looked at: windows may differ in length. */
const openingsMax = 24;
/** No event counts that comes later than this. */
const latenessMaxMs = 31 * 86_400_000;

const calendarOf = ({ time }: QuestDefinition): Calendar => {
  const zone = time?.timezone ?? 'UTC';
  const [hours = 0, minutes = 0] = (time?.day_start ?? '00:00').split(':').map(Number);
  return {
    zone: zone !== 'user' && isZone(zone) ? zone : 'UTC',
    dayStart: (hours * 60 + minutes) * 60_000,
  };
};

const windowsFrom = (
  cron: string,
  seconds: number | undefined,
  zone: string,
  now: Date,
): Span[] => {
  const recurrence = createRecurrence(cron, seconds);
  const spans: Span[] = [];
  let at = now.getTime();
  for (let index = 0; index < openingsMax; index += 1) {
    const opening = recurrence.openingAt(zone, at);
    if (!opening) break;
    spans.push({ from: opening.start, until: closingOf(recurrence, opening) });
    at = opening.next;
  }
  return spans;
};

/** How many periods each kind of time in which the quest counts has at the most. */
const longestOf = (definition: QuestDefinition, now: Date): readonly number[] => {
  const { start, end, cron, duration_seconds: seconds } = definition.window ?? {};
  const calendar = calendarOf(definition);
  const every = definition.consecutive?.every ?? 'day';
  const lengthOf = ({ from, until }: Span) =>
    periodAt(every, calendar, until - 1) - periodAt(every, calendar, from) + 1;
  const from = start === undefined ? now.getTime() - latenessMaxMs : Date.parse(start);
  const whole = end === undefined ? [] : [lengthOf({ from, until: Date.parse(end) })];
  if (cron === undefined) return whole;
  const windows = windowsFrom(cron, seconds, calendar.zone, now).map(lengthOf);
  return [Math.max(...windows), ...whole];
};

/** A streak of more periods than a window has, or the quest altogether. The window has no fault. */
export const checkReach = (definition: QuestDefinition, now: Date): readonly Fault[] => {
  const { consecutive, steps } = definition;
  if (!consecutive) return [];
  const longest = Math.min(...longestOf(definition, now));
  const target = steps?.at(-1)?.target ?? consecutive.target;
  return faultIf(
    target > longest,
    steps ? `steps[${steps.length - 1}].target` : 'consecutive.target',
    `cannot be reached: a window has ${longest} ${consecutive.every}s at the most`,
  );
};

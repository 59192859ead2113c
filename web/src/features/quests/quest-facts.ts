import type { QuestLimit } from '@questline/contracts/catalog/quest-definition';
import { numberText } from '../../ui/number-text.ts';
import { amountText } from '../../ui/reward-text.ts';
import { momentText, timeAhead } from '../../ui/time-ahead.ts';
import type { QuestStanding, StreakStanding } from './quest-standing.ts';

/** One line below a quest's progress: its picture, what it says, and whether it is pressing. */
export type Fact = {
  readonly kind: 'claim' | 'time' | 'rest' | 'streak' | 'freeze' | 'limit' | 'closed';
  readonly text: string;
  readonly isUrgent: boolean;
};

const hourMs = 3_600_000;
const urgentMs = 3 * hourMs;
/** What is nearer than this is said as a time to go, else as a date. */
const nearMs = 12 * hourMs;

const fact = (kind: Fact['kind'], text: string, isUrgent = false): Fact => ({
  kind,
  text,
  isUrgent,
});

const when = (at: number, now: number): string =>
  at - now < nearMs ? `in ${timeAhead(at, now)}` : momentText(at, now);

const claimFact = ({ claimExpiry, status }: QuestStanding, now: number): Fact | null => {
  if (claimExpiry === null || status !== 'claimable') return null;
  const { at, isPaidThen } = claimExpiry;
  if (isPaidThen) return fact('claim', `Paid without a claim ${when(at, now)}`);
  const words =
    at - now < nearMs ? `within ${timeAhead(at, now)}` : `before ${momentText(at, now)}`;
  return fact('claim', `Claim ${words}, or it is lost`, at - now < urgentMs);
};

const closedFact = ({ status, unlock }: QuestStanding): Fact | null => {
  if (status !== 'over') return null;
  return fact('closed', unlock.isExcluded ? 'Closed by a quest you completed' : 'No longer open');
};

/** When it opens, counts again or closes: one of these, for at any time only one matters. */
const timeFact = ({ status, time }: QuestStanding, now: number): Fact | null => {
  if (!time || ['finished', 'over', 'locked'].includes(status)) return null;
  if (time.opensAt !== null) return fact('time', `Opens ${when(time.opensAt, now)}`);
  if (time.coolsUntil !== null) return fact('rest', `Counts again ${when(time.coolsUntil, now)}`);
  if (status === 'done-for-now') {
    const next = time.nextRoundAt ?? time.periodEndsAt;
    return next === null ? null : fact('rest', `Next round ${momentText(next, now)}`);
  }
  if (time.endsAt === null) return null;
  const what = time.recurs ? 'This round ends' : 'Ends';
  return fact('time', `${what} ${when(time.endsAt, now)}`, time.endsAt - now < urgentMs);
};

const present = { day: 'Today', week: 'This week', month: 'This month' } as const;

const periodFact = (streak: StreakStanding, endsAt: number | null, now: number): Fact => {
  const { every, events, eventsWanted, isCounted } = streak;
  if (isCounted) {
    const next = endsAt === null ? '' : `, the next ${every} begins ${when(endsAt, now)}`;
    return fact('streak', `${present[every]} counts${next}`);
  }
  const done = eventsWanted > 1 ? `: ${numberText(events)} of ${numberText(eventsWanted)}` : '';
  const left = endsAt === null ? '' : `, ${timeAhead(endsAt, now)} left`;
  const open = done === '' ? `${present[every]} is still open` : `${present[every]}${done}`;
  return fact('streak', `${open}${left}`, endsAt !== null && endsAt - now < urgentMs);
};

const streakFacts = ({ status, streak, time }: QuestStanding, now: number): Fact[] => {
  if (!streak || ['finished', 'over', 'locked', 'upcoming'].includes(status)) return [];
  const facts =
    status === 'done-for-now' ? [] : [periodFact(streak, time?.periodEndsAt ?? null, now)];
  if (streak.freezes === null) return facts;
  const { freezes } = streak;
  const left = freezes === 1 ? '1 freeze left' : `${numberText(freezes)} freezes left`;
  return [...facts, fact('freeze', freezes === 0 ? 'No freezes left' : left)];
};

/** `Pays at most 3 times a day`; where more follows, that is said as well. */
export const limitText = ({ scope, measure, max, per, on_exceeded }: QuestLimit): string => {
  const isCount = measure === 'completions';
  const times = max === 1 ? 'once' : `${numberText(max)} times`;
  const most = isCount ? times : amountText(max, measure);
  const period = per === 'lifetime' ? 'in all' : `a ${per}`;
  const everyone = scope === 'quest' ? ', to all players together' : '';
  const rest = on_exceeded === 'defer' ? ', the rest later' : '';
  const atMost = isCount && max === 1 ? '' : 'at most ';
  return `Pays ${atMost}${most} ${period}${everyone}${rest}`;
};

/** Everything a card says about time, streaks and limits, the pressing first. */
export const factsOf = (standing: QuestStanding, now: number): readonly Fact[] => {
  const said = [
    claimFact(standing, now),
    closedFact(standing),
    timeFact(standing, now),
    ...streakFacts(standing, now),
    ...(standing.status === 'finished' || standing.status === 'over'
      ? []
      : standing.limits.map((limit) => fact('limit', limitText(limit)))),
  ];
  return said.filter((entry) => entry !== null);
};

/** The next instant (epoch ms) at which the board looks different by itself; null when none is known. */
export const nextChangeOf = (standings: readonly QuestStanding[], now: number): number | null => {
  const instants = standings.flatMap(({ time, claimExpiry }) => [
    time?.opensAt,
    time?.endsAt,
    time?.coolsUntil,
    time?.periodEndsAt,
    claimExpiry?.at,
  ]);
  const ahead = instants.filter((at) => at != null && at > now) as number[];
  return ahead.length > 0 ? Math.min(...ahead) : null;
};

import type { QuestPublic } from '@questline/contracts/catalog/quest';
import type { QuestLimit } from '@questline/contracts/catalog/quest-definition';
import type { RewardLine } from '@questline/contracts/catalog/reward';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import { humanise } from '../../ui/humanise.ts';
import { askOf } from './quest-ask.ts';
import { type Goal, type Measure, measureOf, type Step, stepsOf, waysOf } from './quest-measure.ts';
import { type Clock, type QuestTime, timeOf } from './quest-time.ts';
import { type KnownQuests, type Unlock, unlockOf } from './quest-unlock.ts';

export type QuestStatus =
  | 'claimable'
  | 'in-progress'
  | 'not-started'
  | 'cooling-down'
  | 'done-for-now'
  | 'upcoming'
  | 'locked'
  | 'finished'
  | 'over';

type ClaimExpiry = { readonly at: number; readonly isPaidThen: boolean };

export type StreakStanding = {
  readonly every: 'day' | 'week' | 'month';
  readonly freezes: number | null;
  /** Whether the present period counts already. */
  readonly isCounted: boolean;
  readonly events: number;
  readonly eventsWanted: number;
};

/** A quest as one user sees it now: what it asks and pays, joined with how far they are. */
export type QuestStanding = {
  readonly questId: string;
  readonly name: string;
  readonly title: string;
  readonly category: string | null;
  /** What is asked, and what its author says of it beside that. */
  readonly ask: string | null;
  readonly description: string | null;
  readonly rewards: readonly RewardLine[];
  readonly isShortForm: boolean;
  readonly autoClaim: boolean;
  readonly status: QuestStatus;
  readonly measure: Measure;
  readonly steps: readonly Step[];
  readonly ways: readonly (readonly Goal[])[];
  readonly streak: StreakStanding | null;
  readonly time: QuestTime | null;
  readonly claimExpiry: ClaimExpiry | null;
  readonly limits: readonly QuestLimit[];
  readonly unlock: Unlock;
  readonly completions: number;
  readonly completionsMax: number;
  readonly claimableCount: number;
};

const finishedStatus = 2;
const neutralAsk = 'What you do counts here by itself.';

/**
 * Whether the present round has had its completion: it is then at nothing again, although something
 * happened in it. A claim touches a row as well, so of claimed quests this is not known.
 */
const isRoundDone = ({ definition }: QuestPublic, row: ProgressRow): boolean => {
  if (definition.repeat.policy !== 'on_window' || row.duplication === 0) return false;
  if (row.streak !== 0 || (row.steps?.reached ?? 0) > 0) return false;
  if (definition.consecutive && !definition.window?.cron)
    return row.objectives[0]?.[0]?.met ?? false;
  return definition.auto_claim && row.window !== null && row.updated_at >= row.window.start;
};

type Parts = {
  readonly quest: QuestPublic | undefined;
  readonly row: ProgressRow | undefined;
  readonly time: QuestTime | null;
  readonly unlock: Unlock;
};

const statusOf = ({ quest, row, time, unlock }: Parts): QuestStatus => {
  if (row?.claimable) return 'claimable';
  if (row?.status === finishedStatus) return 'finished';
  if (time?.isOver || unlock.isExcluded) return 'over';
  if (!unlock.isOpen) return 'locked';
  if (time?.opensAt != null) return 'upcoming';
  if (time?.coolsUntil != null) return 'cooling-down';
  if (quest && row && isRoundDone(quest, row)) return 'done-for-now';
  const hasMoved = row?.objectives.some((way) =>
    way.some(({ value }) => value !== null && value > 0),
  );
  return row && (row.streak > 0 || row.duplication > 0 || hasMoved) ? 'in-progress' : 'not-started';
};

/** Rounds that are shown as done although the row is at the beginning of the next. */
const isFullOf = (row: ProgressRow | undefined, status: QuestStatus): boolean =>
  status === 'finished' ||
  status === 'done-for-now' ||
  (status === 'claimable' && row?.streak === 0 && (row.steps?.reached ?? 0) === 0);

const streakOf = (
  quest: QuestPublic | undefined,
  row: ProgressRow | undefined,
): StreakStanding | null => {
  const { consecutive, objectives } = quest?.definition ?? {};
  if (!consecutive) return null;
  const period = row?.objectives[0]?.[0];
  const wanted = objectives?.any_of[0]?.all_of[0]?.target ?? 1;
  return {
    every: consecutive.every,
    freezes: row?.freezes ?? consecutive.freezes?.initial ?? null,
    isCounted: period?.met ?? false,
    events: period?.value ?? 0,
    eventsWanted: period?.target ?? Math.max(consecutive.min_per_period ?? 1, wanted),
  };
};

const expiryOf = (
  quest: QuestPublic | undefined,
  row: ProgressRow | undefined,
): ClaimExpiry | null =>
  row?.claim_expires_at == null
    ? null
    : {
        at: Date.parse(row.claim_expires_at),
        isPaidThen: quest?.definition.claim?.on_expire === 'grant',
      };

/** The short form is described by its author; in the full form the definition speaks first. */
const wordsOf = (quest: QuestPublic | undefined) => {
  if (!quest) return { ask: null, description: null };
  const description = quest.description || null;
  if (quest.reward !== null && description !== null) return { ask: null, description };
  const ask = askOf(quest.definition);
  return { ask: ask ?? (description === null ? neutralAsk : null), description };
};

const toStanding = (
  quest: QuestPublic | undefined,
  row: ProgressRow | undefined,
  known: KnownQuests,
  clock: Clock,
): QuestStanding => {
  const name = quest?.name ?? row?.quest_name ?? '';
  const time = quest ? timeOf(quest.definition, row, clock) : null;
  const unlock = unlockOf(quest, known);
  const status = statusOf({ quest, row, time, unlock });
  const isFull = isFullOf(row, status);
  const source = { quest, row };
  return {
    questId: quest?.id ?? row?.quest_id ?? '',
    name,
    title: humanise(name),
    category: quest?.category ?? null,
    ...wordsOf(quest),
    rewards:
      (quest?.definition.steps ? quest.definition.total_reward : quest?.definition.rewards) ?? [],
    isShortForm: quest?.reward != null,
    autoClaim: quest?.auto_claim ?? false,
    status,
    measure: measureOf(source, isFull),
    steps: stepsOf(source, isFull),
    ways: waysOf(source, isFull),
    streak: streakOf(quest, row),
    time,
    claimExpiry: expiryOf(quest, row),
    limits: quest?.definition.limits ?? [],
    unlock,
    completions: row?.duplication ?? 0,
    completionsMax: row?.duplication_limit ?? quest?.duplication ?? 1,
    claimableCount: row?.claimable_count ?? 0,
  };
};

const rank: Record<QuestStatus, number> = {
  claimable: 0,
  'in-progress': 1,
  'not-started': 2,
  'cooling-down': 3,
  'done-for-now': 4,
  upcoming: 5,
  locked: 6,
  finished: 7,
  over: 8,
};

const inOrder = (a: QuestStanding, b: QuestStanding): number =>
  rank[a.status] - rank[b.status] ||
  b.measure.share - a.measure.share ||
  a.title.localeCompare(b.title, 'en');

/**
 * What the board shows: claimable first, then by how near the end. A reward that waits is shown
 * even when its quest is no longer offered.
 */
export const toStandings = (
  quests: readonly QuestPublic[],
  rows: readonly ProgressRow[],
  clock: Clock,
): QuestStanding[] => {
  const known: KnownQuests = {
    quests: new Map(quests.map((quest) => [quest.id, quest])),
    rows: new Map(rows.map((row) => [row.quest_id, row])),
  };
  const withdrawn = rows.filter((row) => row.claimable && !known.quests.has(row.quest_id));
  return [
    ...quests.map((quest) => toStanding(quest, known.rows.get(quest.id), known, clock)),
    ...withdrawn.map((row) => toStanding(undefined, row, known, clock)),
  ].sort(inOrder);
};

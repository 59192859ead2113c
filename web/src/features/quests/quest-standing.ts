import type { QuestPublic } from '@questline/contracts/catalog/quest';
import type { RewardLine } from '@questline/contracts/catalog/reward';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import { humanise } from '../../ui/humanise.ts';

export type QuestStatus = 'claimable' | 'in-progress' | 'not-started' | 'finished';

/** A quest as one user sees it: what it asks and pays, joined with how far they are. */
export type QuestStanding = {
  questId: string;
  name: string;
  title: string;
  description: string | null;
  rewards: readonly RewardLine[];
  autoClaim: boolean;
  status: QuestStatus;
  step: number;
  target: number;
  completions: number;
  completionsMax: number;
  claimableCount: number;
};

const finishedStatus = 2;

const statusOf = (row: ProgressRow | undefined): QuestStatus => {
  if (!row) return 'not-started';
  if (row.claimable) return 'claimable';
  if (row.status === finishedStatus) return 'finished';
  return row.streak > 0 || row.duplication > 0 ? 'in-progress' : 'not-started';
};

/** A finished round starts again at 0, but what is shown as done or to be claimed is the full line. */
const stepOf = (row: ProgressRow | undefined, status: QuestStatus): number => {
  if (!row) return 0;
  const roundIsDone = row.streak === 0 && (status === 'claimable' || status === 'finished');
  return roundIsDone ? row.target : Math.min(row.streak, row.target);
};

const toStanding = (row: ProgressRow | undefined, quest: QuestPublic | undefined) => {
  const name = quest?.name ?? row?.quest_name ?? '';
  const status = statusOf(row);
  return {
    questId: quest?.id ?? row?.quest_id ?? '',
    name,
    title: humanise(name),
    description: quest?.description ?? null,
    rewards: quest?.definition.rewards ?? [],
    autoClaim: quest?.auto_claim ?? false,
    status,
    step: stepOf(row, status),
    target: row?.target ?? quest?.streak ?? 1,
    completions: row?.duplication ?? 0,
    completionsMax: row?.duplication_limit ?? quest?.duplication ?? 1,
    claimableCount: row?.claimable_count ?? 0,
  } satisfies QuestStanding;
};

const rank: Record<QuestStatus, number> = {
  claimable: 0,
  'in-progress': 1,
  'not-started': 2,
  finished: 3,
};

const inOrder = (a: QuestStanding, b: QuestStanding): number =>
  rank[a.status] - rank[b.status] ||
  b.step / b.target - a.step / a.target ||
  a.title.localeCompare(b.title, 'en');

/**
 * What the board shows: claimable first, then by how near the end. A reward that waits is shown
 * even when its quest is no longer offered.
 */
export const toStandings = (
  quests: readonly QuestPublic[],
  rows: readonly ProgressRow[],
): QuestStanding[] => {
  const rowOf = new Map(rows.map((row) => [row.quest_id, row]));
  const offered = new Set(quests.map((quest) => quest.id));
  const withdrawn = rows.filter((row) => row.claimable && !offered.has(row.quest_id));
  return [
    ...quests.map((quest) => toStanding(rowOf.get(quest.id), quest)),
    ...withdrawn.map((row) => toStanding(row, undefined)),
  ].sort(inOrder);
};

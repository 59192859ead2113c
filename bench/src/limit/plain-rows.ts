import { hash } from 'node:crypto';
import {
  processingSource,
  questCompleted,
  rewardGranted,
} from '@questline/contracts/processing/events';
import { v7 as newId } from 'uuid';
import { toLoadEvent } from '../workload/load-event.ts';
import { publishedLoadQuests } from '../workload/quests.ts';
import { completes, completionEvery, type Turn } from '../workload/workload.ts';

/** The columns of one statement: an array for each parameter. */
export type Columns = readonly (readonly unknown[])[];

/** Every row that a batch of the load comes to, made before any clock runs. */
export interface PlainBatch {
  readonly identities: Columns;
  readonly events: Columns;
  readonly progressKeys: Columns;
  readonly progress: Columns;
  readonly completions: Columns;
  readonly grants: Columns;
  readonly notifications: Columns;
  readonly outbox: Columns;
}

const toColumns = (rows: readonly (readonly unknown[])[], width: number): Columns =>
  Array.from({ length: width }, (_, column) => rows.map((row) => row[column]));

/** The key of an identity, as the product's schema defines it (`event_identity`). */
const identityOf = (source: string, id: string) =>
  `${id.slice(0, 8)}${id.slice(9, 13)}${hash('sha256', `${source}\0${id}`, 'hex').slice(0, 20)}`;

const eventRow = (source: string, type: string, userId: string, time: string, data: unknown) => {
  const id = newId();
  return [identityOf(source, id), source, id, type, userId, time, JSON.stringify(data), null];
};

/** A turn's rows; `quest` is the quest that completes. */
const rowsOfTurn = (turn: Turn) => {
  const [quest, endless] = publishedLoadQuests;
  if (!quest || !endless) throw new Error('the load moves two quests');
  const { user_id, count } = turn;
  const { source, type, time, data } = toLoadEvent(user_id);
  const completions = Math.floor(count / completionEvery);
  const named = { quest_id: quest.quest_id, quest_name: quest.name };
  const reached = count % completionEvery;
  const moved = [
    { ...named, streak: completes(turn) ? completionEvery : reached, target: completionEvery },
    { quest_id: endless.quest_id, quest_name: endless.name, streak: count, target: 1_000_000 },
  ];
  const events = [eventRow(source, type, user_id, time, data)];
  const progress = [
    [newId(), user_id, quest.quest_id, completions, JSON.stringify({ completions, v: [reached] })],
    [newId(), user_id, endless.quest_id, 0, JSON.stringify({ completions: 0, v: [count] })],
  ];
  const told = { event_type: type, quests: moved };
  const notifications = [[user_id, 'quest_progress', JSON.stringify(told)]];
  if (!completes(turn)) {
    return { events, progress, notifications, completions: [], grants: [], outbox: [] };
  }
  const lines = quest.definition.rewards;
  const ordinal = completions;
  const cause = { ...named, version: 1, ordinal, step: 0 };
  const grant_id = newId();
  const completed = {
    ...named,
    ordinal,
    step: 0,
    duplication_limit: 1_000_000,
    claimable: false,
    payment: 'granted',
    rewards: lines,
  };
  const wanted = {
    specversion: '1.0',
    id: newId(),
    source: processingSource,
    type: rewardGranted,
    subject: user_id,
    time,
    data: { grant_id, lines, cause },
  };
  return {
    events: [...events, eventRow(processingSource, questCompleted, user_id, time, cause)],
    progress,
    notifications: [...notifications, [user_id, 'quest_completed', JSON.stringify(completed)]],
    completions: [[user_id, quest.quest_id, ordinal]],
    grants: [[grant_id, user_id, quest.quest_id, ordinal, JSON.stringify(lines)]],
    outbox: [[JSON.stringify(wanted)]],
  };
};

/** The rows that the engine writes for these turns, and the keys of those it reads. */
export const toPlainBatch = (turns: readonly Turn[]): PlainBatch => {
  const rows = turns.map(rowsOfTurn);
  const events = rows.flatMap((each) => each.events);
  const progress = rows.flatMap((each) => each.progress);
  return {
    identities: toColumns(
      // A digest of the payload: any 128 bits do here.
      events.map(([identity]) => [identity, identity]),
      2,
    ),
    events: toColumns(events, 8),
    progressKeys: toColumns(
      progress.map(([, user, quest]) => [user, quest]),
      2,
    ),
    progress: toColumns(progress, 5),
    completions: toColumns(
      rows.flatMap((each) => each.completions),
      3,
    ),
    grants: toColumns(
      rows.flatMap((each) => each.grants),
      5,
    ),
    notifications: toColumns(
      rows.flatMap((each) => each.notifications),
      3,
    ),
    outbox: toColumns(
      rows.flatMap((each) => each.outbox),
      1,
    ),
  };
};

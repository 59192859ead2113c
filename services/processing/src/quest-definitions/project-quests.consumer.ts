import { questPublished, questStateChangedData } from '@questline/contracts/catalog/events';
import { type QuestVersion, questVersion } from '@questline/contracts/catalog/quest';
import type { QuestlineEvent } from '@questline/contracts/event';
import { subscriptions } from '@questline/contracts/subscriptions';
import { accepted, rejected, type Subscription, type Verdict } from '@questline/messaging/bus';
import type { Database } from '@questline/postgres/database';
import { z } from 'zod';
import { type StateChangeOfQuest, selectUnexplained } from '../pauses/quest-state-changes.sql.ts';
import { stateChangesOf, storeQuests, toQuestChange } from './definitions.ts';
import { compileFaultOf } from './quest-definition.ts';
import { type QuestChange, selectUnknownVersions } from './quest-definitions.sql.ts';
import type { QuestSource } from './quest-source.ts';

const batchSizeMax = 100;

interface Told {
  readonly versions: QuestVersion[];
  readonly changes: QuestChange[];
  readonly stateChanges: StateChangeOfQuest[];
}

/** Adds what an event says of a quest to what its batch says. */
const judge = ({ type, time, data }: QuestlineEvent, told: Told): Verdict => {
  if (type === questPublished) {
    const parsed = questVersion.safeParse(data);
    if (!parsed.success) return rejected(`bad data: ${z.prettifyError(parsed.error)}`);
    const fault = compileFaultOf(parsed.data);
    if (fault !== undefined) return rejected(`cannot be counted by: ${fault}`);
    told.versions.push(parsed.data);
    told.changes.push(toQuestChange(parsed.data));
    return accepted;
  }
  const parsed = questStateChangedData.safeParse(data);
  if (!parsed.success) return rejected(`bad data: ${z.prettifyError(parsed.error)}`);
  const { quest_id, version, state, revision } = parsed.data;
  told.changes.push({ quest_id, version, state, revision });
  if (state !== 'draft') told.stateChanges.push({ quest_id, revision, state, at: time });
  return accepted;
};

/** Resumptions that no pause in the same batch explains. */
const resumptionsOf = ({ stateChanges }: Told): readonly StateChangeOfQuest[] =>
  stateChanges.filter(
    ({ quest_id, state, revision }) =>
      state === 'active' &&
      !stateChanges.some(
        (other) =>
          other.quest_id === quest_id && other.state === 'paused' && other.revision < revision,
      ),
  );

/**
 * Keeps the projection of the catalog by its events, which may come twice, late or in any order: of
 * two about a quest the one with the higher revision holds. A version that no event has brought is
 * fetched; while the catalog is out, its events wait.
 */
export const projectQuests = (deps: {
  readonly database: Database;
  readonly questSource: QuestSource;
}): Subscription => ({
  ...subscriptions['processing.catalog'],
  batchSizeMax,
  handle: async (events) => {
    const told: Told = { versions: [], changes: [], stateChanges: [] };
    const verdicts = events.map((event) => judge(event, told));
    const unknown = await selectUnknownVersions(deps.database, told);
    const unexplained = await selectUnexplained(deps.database, resumptionsOf(told));
    const isMissing = unknown.length > 0 || unexplained.length > 0;
    const read = isMissing ? await deps.questSource() : [];
    const fetched = read.filter((version) => compileFaultOf(version) === undefined);
    const missing = new Set(unknown.map(({ quest_id, version }) => `${quest_id}/${version}`));
    for (const { quest_id, version } of fetched) missing.delete(`${quest_id}/${version}`);
    // A change to a version that the catalog has left behind is older than what was fetched.
    const changes = told.changes.filter(
      ({ quest_id, version }) => !missing.has(`${quest_id}/${version}`),
    );
    await storeQuests(
      deps.database,
      [...told.versions, ...fetched],
      [...changes, ...fetched.map(toQuestChange)],
      [...told.stateChanges, ...stateChangesOf(fetched)],
    );
    return verdicts;
  },
});

import type { RewardLine } from '@questline/contracts/catalog/reward';
import type { IngestCaused } from '@questline/contracts/processing/ingest';
import type { EventCause } from '../progress/event-cause.ts';
import type { Ingested } from './ingest-queue.ts';

/** What a cause names by ids alone. */
export interface CauseNames {
  nameOf(questId: string, version: number): string;
  /** Undefined for a grant that is not there. */
  linesOf(grantId: string): readonly RewardLine[] | undefined;
}

/** What an event caused when it arrived, as its sender is told; nothing of it is credited yet. */
export const toCaused = (
  { m = [], u = [], c = [] }: EventCause,
  names: CauseNames,
): IngestCaused => ({
  progress: m.map(([quest_id, version, streak, target]) => ({
    quest_id,
    quest_name: names.nameOf(quest_id, version),
    streak,
    target,
  })),
  unmoved: u.map(([quest_id, version, reason]) => ({
    quest_id,
    quest_name: names.nameOf(quest_id, version),
    reason,
  })),
  completions: c.map(([quest_id, version, ordinal, step, payment]) => ({
    quest_id,
    quest_name: names.nameOf(quest_id, version),
    ordinal,
    step,
    payment,
    claimable: payment === 'claimable',
  })),
  grants: c.flatMap(([quest_id, , ordinal, step, , grant_id]) => {
    const lines = grant_id === null ? undefined : names.linesOf(grant_id);
    return grant_id === null || lines === undefined
      ? []
      : { grant_id, quest_id, ordinal, step, lines: [...lines], credited: false };
  }),
});

/**
 * What one accepted event caused, as its batch has it, with what followed from its completions; nothing of
 * it is credited yet.
 */
export const causedBy = ({ applied, index }: Ingested): IngestCaused | undefined => {
  const outcome = applied.outcomes[index];
  if (outcome?.kind !== 'accepted') return undefined;
  const quests = applied.advanced
    .filter(({ root }) => root === outcome.event)
    .flatMap(({ moves, unmoved, completed }) => [...moves, ...unmoved, ...completed])
    .map(({ quest: { quest } }) => [`${quest.quest_id}/${quest.version}`, quest.name] as const);
  const names = new Map(quests);
  return toCaused(applied.effects.causes.get(outcome.event) ?? {}, {
    nameOf: (questId, version) => names.get(`${questId}/${version}`) ?? '',
    linesOf: (grantId) =>
      applied.effects.grants.find(({ grant_id }) => grant_id === grantId)?.lines,
  });
};

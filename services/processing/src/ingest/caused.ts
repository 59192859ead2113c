import type { IngestCaused } from '@questline/contracts/processing/ingest';
import type { Ingested } from './ingest-queue.ts';

type Placed = Pick<IngestCaused['completions'][number], 'quest_id' | 'ordinal' | 'step'> & {
  readonly user_id: string;
};

const keyOf = ({ user_id, quest_id, ordinal, step }: Placed): string =>
  JSON.stringify([user_id, quest_id, ordinal, step]);

/**
 * What one accepted event caused, as its batch has it, with what followed from its completions; nothing of
 * it is credited yet.
 */
export const causedBy = ({ applied, index }: Ingested): IngestCaused | undefined => {
  const outcome = applied.outcomes[index];
  if (outcome?.kind !== 'accepted') return undefined;
  const first = applied.advanced.findIndex(({ root }) => root === outcome.event);
  if (first < 0) return undefined;
  const next = applied.advanced.findIndex(({ root }, at) => at > first && root !== outcome.event);
  const effects = applied.advanced.slice(first, next < 0 ? undefined : next);
  const { user_id } = outcome.event;
  const completed = effects
    .flatMap((effect) => effect.completed)
    .map(({ quest, ordinal, step }) => ({
      quest_id: quest.quest.quest_id,
      quest_name: quest.quest.name,
      ordinal,
      step,
    }));
  const keys = new Set(completed.map((each) => keyOf({ ...each, user_id })));
  const payments = new Map(applied.effects.completions.map((each) => [keyOf(each), each.payment]));
  return {
    progress: effects
      .flatMap(({ moves }) => moves)
      .map(({ quest, value, target }) => ({
        quest_id: quest.quest.quest_id,
        quest_name: quest.quest.name,
        streak: value,
        target,
      })),
    unmoved: (effects[0]?.unmoved ?? []).map(({ quest, reason }) => ({
      quest_id: quest.quest.quest_id,
      quest_name: quest.quest.name,
      reason,
    })),
    completions: completed.map((each) => {
      const payment = payments.get(keyOf({ ...each, user_id })) ?? 'none';
      return { ...each, payment, claimable: payment === 'claimable' };
    }),
    grants: applied.effects.grants
      .filter((grant) => keys.has(keyOf(grant)))
      .map(({ grant_id, quest_id, ordinal, step, lines }) => ({
        grant_id,
        quest_id,
        ordinal,
        step,
        lines: [...lines],
        credited: false,
      })),
  };
};

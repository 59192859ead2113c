import type { QuestStateChange } from '@questline/contracts/catalog/quest';
import type { Pause } from '@questline/quest-language/pause';

/** Pauses of a quest that are remembered: of more, the newest. */
export const pausesMax = 100;

/**
 * The pauses of a quest, oldest first, from its changes of state, in the order of their revisions. A pause
 * ends with the next change; one that nothing has ended lasts.
 */
export const toPauses = (
  changes: readonly Pick<QuestStateChange, 'state' | 'at'>[],
): readonly Pause[] => {
  const pauses: Pause[] = [];
  let from: number | undefined;
  for (const { state, at } of changes) {
    const time = Date.parse(at);
    if (state === 'paused') {
      from ??= time;
      continue;
    }
    // Clocks that were set back in between make no pause of less than nothing.
    if (from !== undefined) pauses.push({ from, until: Math.max(from, time) });
    from = undefined;
  }
  if (from !== undefined) pauses.push({ from, until: Infinity });
  return pauses.slice(-pausesMax);
};

/** When a quest was last resumed; undefined when it never was paused. */
export const resumedAt = (pauses: readonly Pause[]): Date | undefined => {
  const until = pauses.at(-1)?.until;
  return until === undefined || until === Infinity ? undefined : new Date(until);
};

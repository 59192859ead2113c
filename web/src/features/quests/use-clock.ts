import type { QuestPublic } from '@questline/contracts/catalog/quest';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { reread } from '../../http/reread.ts';
import { useNow } from '../../ui/relative-time-label.tsx';
import { type Clock, needsOpenings } from './quest-time.ts';
import { progressQuery } from './quests.api.ts';

/** The calendar of windows comes with the first quest that needs it. */
const openingsQuery = queryOptions({
  queryKey: ['openings'],
  queryFn: async () => (await import('./openings.ts')).openings,
  staleTime: Number.POSITIVE_INFINITY,
});

/** What the board is seen by; `answeredAt` (epoch ms) is when the progress was read. */
export const useClock = (
  quests: readonly QuestPublic[],
  timezone: string,
  answeredAt: number,
): Clock => {
  const enabled = quests.some(({ definition }) => needsOpenings(definition));
  const { data = null } = useQuery({ ...openingsQuery, enabled });
  const now = useNow();
  return { now: Math.max(now, answeredAt), timezone, openings: data };
};

/** Timers longer than this wait in turns: past 24 days they would fire at once. */
const timerMaxMs = 3_600_000;
/** So that the engine, whose clock may be a little behind, has got there too. */
const marginMs = 1_000;

/** Has the progress read again at an instant (epoch ms) at which it changes without an event. */
export const useRereadAt = (instant: number | null): void => {
  const client = useQueryClient();
  useEffect(() => {
    if (instant === null) return;
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      const left = instant + marginMs - Date.now();
      if (left <= 0) return void reread(client, progressQuery);
      timer = setTimeout(wait, Math.min(left, timerMaxMs));
    };
    wait();
    return () => clearTimeout(timer);
  }, [client, instant]);
};

import type { QuestPublic } from '@questline/contracts/catalog/quest';
import type { Grant, ProgressRow } from '@questline/contracts/processing/progress';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../http/request.ts';

type ListOf<T> = { data: T[]; count: number };

const listMax = 1000;

export const questsQuery = queryOptions({
  queryKey: ['quests'],
  queryFn: ({ signal }) => request<ListOf<QuestPublic>>(`/quests/?limit=${listMax}`, { signal }),
  staleTime: 60_000,
});

export const progressQuery = queryOptions({
  queryKey: ['progress'],
  queryFn: ({ signal }) => request<ListOf<ProgressRow>>(`/progress/?limit=${listMax}`, { signal }),
});

export const claimQuest = (questId: string): Promise<{ data: Grant[] }> =>
  request(`/progress/${encodeURIComponent(questId)}/claim`, { method: 'POST' });

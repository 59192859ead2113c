import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../http/problem.ts';
import { reread } from '../../http/reread.ts';
import { useSingleCall } from '../../http/use-single-call.ts';
import { claimQuest, progressQuery } from './quests.api.ts';

const conflict = 409;

/** Claims everything of a quest that waits; the board is read again before the call counts as done. */
export const useClaim = (questId: string, onClaimed: () => void) => {
  const client = useQueryClient();
  return useSingleCall({
    mutationFn: () => claimQuest(questId),
    onSuccess: async () => {
      onClaimed();
      await reread(client, progressQuery);
    },
    // Claimed already, in another tab perhaps: show how things stand now.
    onError: async (error) => {
      if (error instanceof ApiProblem && error.status === conflict) {
        await reread(client, progressQuery);
      }
    },
  });
};

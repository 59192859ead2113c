import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../http/problem.ts';
import { claimQuest, progressQuery } from './quests.api.ts';

const conflict = 409;

/** Claims what waits. A second call while one is under way is ignored; the server pays once anyway. */
export const useClaim = (questId: string, onClaimed: () => void) => {
  const client = useQueryClient();
  const claim = useMutation({
    mutationFn: () => claimQuest(questId),
    onSuccess: async () => {
      onClaimed();
      await client.invalidateQueries(progressQuery);
    },
    // Claimed already, in another tab perhaps: show how things stand now.
    onError: async (error) => {
      if (error instanceof ApiProblem && error.status === conflict) {
        await client.invalidateQueries(progressQuery);
      }
    },
  });
  return {
    claim: () => {
      if (!claim.isPending) claim.mutate();
    },
    pending: claim.isPending,
    error: claim.error,
  };
};

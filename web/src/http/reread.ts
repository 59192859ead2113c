import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Has a query answered anew. An answer already under way may be from before the change, and a mere
 * invalidation would take a first one as fresh, so it is dropped.
 */
export const reread = async (
  client: QueryClient,
  { queryKey }: { queryKey: QueryKey },
): Promise<void> => {
  await client.cancelQueries({ queryKey });
  await client.invalidateQueries({ queryKey });
};

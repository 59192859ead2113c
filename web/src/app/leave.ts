import type { QueryClient } from '@tanstack/react-query';
import type { RegisteredRouter } from '@tanstack/react-router';
import { meQuery } from '../features/session/session.api.ts';
import { clearToasts } from '../ui/toast/toast-store.ts';

export const sessionEnded = 'Your session has ended. Log in to go on.';

/** Goes to the log-in page and forgets everything of the user who was here. */
export const leave = async (
  client: QueryClient,
  router: RegisteredRouter,
  notice?: string,
): Promise<void> => {
  await client.cancelQueries();
  client.setQueryData(meQuery.queryKey, null);
  await router.navigate({ to: '/login', state: notice ? { notice } : {} });
  clearToasts();
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== meQuery.queryKey[0] });
};

import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem, unreachableStatus } from '../http/problem.ts';

const attemptsMax = 2;

const isPassing = (error: Error): boolean =>
  error instanceof ApiProblem && (error.status === unreachableStatus || error.status >= 502);

/** `onSessionLost` is told when a call is refused although the session was renewed. */
export const createQueryClient = (onSessionLost: () => void): QueryClient => {
  const watch = (error: Error) => {
    if (error instanceof ApiProblem && error.status === 401) onSessionLost();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // Whether the API can be reached is for the call to find out, not for the browser to guess.
        networkMode: 'always',
        retry: (failures, error) => failures < attemptsMax && isPassing(error),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
      mutations: { networkMode: 'always' },
    },
  });
};

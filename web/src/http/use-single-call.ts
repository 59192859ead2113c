import { type UseMutationOptions, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';

/**
 * A write of which one is under way at a time: a second click is ignored. `isPending` alone would
 * let it through, since the click can come before the page has drawn the first one.
 */
export const useSingleCall = <Result, Input = void>(
  options: UseMutationOptions<Result, Error, Input>,
) => {
  const underWay = useRef(false);
  const { mutateAsync, isPending, error } = useMutation(options);
  const call = (input: Input): void => {
    if (underWay.current) return;
    underWay.current = true;
    mutateAsync(input)
      // The failure is kept in `error`, where the page shows it.
      .catch(() => undefined)
      .finally(() => {
        underWay.current = false;
      });
  };
  return { call, isPending, error };
};

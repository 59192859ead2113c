import type { UserPublic } from '@questline/contracts/auth/user';
import { queryOptions } from '@tanstack/react-query';
import { ApiProblem } from '../../http/problem.ts';
import { request } from '../../http/request.ts';

export type SignupFields = {
  user_name: string;
  password: string;
  email: string;
  full_name: string;
};

/** Null for a guest: having no session is an answer, not a failure. */
const fetchMe = async (signal?: AbortSignal): Promise<UserPublic | null> => {
  try {
    return await request<UserPublic>('/users/me', signal ? { signal } : {});
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
};

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => fetchMe(signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The answer sets the session cookie; the token in its body is for other kinds of clients. */
export const logIn = (username: string, password: string): Promise<unknown> =>
  request('/login/access-token', {
    method: 'POST',
    form: { username, password },
    renew: false,
    traced: true,
  });

export const logOut = (): Promise<unknown> => request('/logout', { method: 'POST', renew: false });

/** Days and weeks of a quest are those of the user's own time zone, so the browser's is sent. */
export const signUp = ({ user_name, password, email, full_name }: SignupFields) =>
  request<UserPublic>('/users/signup', {
    method: 'POST',
    renew: false,
    json: {
      user_name: user_name.trim(),
      password,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
      ...(email.trim() && { email: email.trim() }),
      ...(full_name.trim() && { full_name: full_name.trim() }),
    },
  });

import type { AuthSettings } from '../dependencies.ts';

/** The same for setting and clearing, or browsers would keep the cookie. */
export const cookieAttributes = ({ secureCookies }: Pick<AuthSettings, 'secureCookies'>) =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: secureCookies }) as const;

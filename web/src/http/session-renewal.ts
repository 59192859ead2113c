const lockName = 'questline-session-renewal';

const renew = async (): Promise<boolean> => {
  try {
    const answer = await fetch('/api/v1/login/refresh', { method: 'POST' });
    return answer.ok;
  } catch {
    return false;
  }
};

// A renewal replaces the cookie: two tabs renewing at the same moment would spend the same one.
const renewAlone = (): Promise<boolean> =>
  navigator.locks ? navigator.locks.request(lockName, renew) : renew();

let underWay: Promise<boolean> | null = null;

/** Renews the session cookie; false when there is no session left. Callers share one attempt. */
export const renewSession = (): Promise<boolean> => {
  underWay ??= renewAlone().finally(() => {
    underWay = null;
  });
  return underWay;
};

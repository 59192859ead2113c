const api = (baseUrl: string, path: string) => `${baseUrl}/api/v1${path}`;

const requestLimitMs = 15_000;

/** What `signUp` gives a user. */
export const userPassword = 'a password of the tests';

/** That of the superuser whom a development start makes, or of a user who has signed up here. */
const passwordOf = (userName: string) => (userName === 'user' ? 'password' : userPassword);

/** Signs up; resolves with the new user's id. */
export const signUp = async (baseUrl: string, userName: string): Promise<string> => {
  const response = await fetch(api(baseUrl, '/users/signup'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user_name: userName, password: userPassword }),
    signal: AbortSignal.timeout(requestLimitMs),
  });
  if (response.status !== 201) throw new Error(`sign-up: ${response.status}`);
  const { id } = (await response.json()) as { id: string };
  return id;
};

/** Signs in; resolves with the access token. Throws when the answer is not 200. */
export const signIn = async (
  baseUrl: string,
  userName: string,
  password = passwordOf(userName),
): Promise<string> => {
  const response = await fetch(api(baseUrl, '/login/access-token'), {
    method: 'POST',
    body: new URLSearchParams({ username: userName, password }),
    signal: AbortSignal.timeout(requestLimitMs),
  });
  if (response.status !== 200) throw new Error(`sign-in: ${response.status}`);
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
};

/** Reads a path as whoever holds the token. Throws when the answer is not 200. */
export const read = async <Body>(baseUrl: string, path: string, token: string): Promise<Body> => {
  const response = await fetch(api(baseUrl, path), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(requestLimitMs),
  });
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as Body;
};

/** Creates something as whoever holds the token; resolves with the answer's body. */
export const create = async <Body>(
  baseUrl: string,
  path: string,
  token: string,
  body: Record<string, unknown>,
): Promise<Body> => {
  const response = await fetch(api(baseUrl, path), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(requestLimitMs),
  });
  if (response.status !== 201) {
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as Body;
};

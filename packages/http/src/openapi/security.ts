/** For OpenAPI: an operation for accounts takes a bearer token or the session cookie. */
export const callerSecurity = [{ bearer: [] }, { session: [] }];

/** The same for an operation that API keys with the right scope may call too. */
export const callerOrKeySecurity = [...callerSecurity, { apiKey: [] }];

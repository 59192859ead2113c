/** For OpenAPI: a route for callers takes a bearer token or the session cookie. */
export const callerSecurity = [{ bearer: [] }, { session: [] }];

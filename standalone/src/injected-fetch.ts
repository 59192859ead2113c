import type { HttpServer } from '@questline/http/server';

const noContent = 204;

/** A `fetch` that hands requests straight to a server in this process. */
export const createInjectedFetch =
  (server: HttpServer): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const answer = await server.inject({
      method: request.method as 'GET' | 'POST',
      url: pathname + search,
      headers: Object.fromEntries(request.headers),
      ...(request.body !== null && { payload: await request.text() }),
    });
    const retryAfter = answer.headers['retry-after'];
    const headers = {
      'content-type': String(answer.headers['content-type']),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    };
    // An answer of such a status has no body, not an empty one.
    const body = answer.statusCode === noContent ? null : answer.body;
    return new Response(body, { status: answer.statusCode, headers });
  };

import type { FastifyInstance } from 'fastify';
import createRouter from 'find-my-way';

/** Of an id or a name of 255 characters, each of which is up to nine when it is percent-encoded. */
export const pathPartLengthMax = 255 * 9;

/** The methods of the route that a path would match, whatever its own method; none for an unknown path. */
export type KnownMethods = (url: string) => readonly string[];

/** One form for all routes of a path: parameters by their place, no slash at the end. */
const toPattern = (url: string): string => {
  let place = 0;
  const named = url.replace(/:\w+/g, () => `:p${place++}`);
  return named.length > 1 ? named.replace(/\/$/, '') : named;
};

/** Collects the methods of all routes; to be called before the first of them is added. */
export const collectMethods = (app: FastifyInstance, maxParamLength: number): KnownMethods => {
  const router = createRouter({ ignoreTrailingSlash: true, maxParamLength });
  const byPattern = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    // A wildcard stands for no path of its own.
    if (url.includes('*')) return;
    const pattern = toPattern(url);
    let methods = byPattern.get(pattern);
    if (methods === undefined) {
      methods = new Set();
      byPattern.set(pattern, methods);
      router.on('GET', pattern, () => undefined, methods);
    }
    for (const each of [method].flat()) methods.add(each);
  });
  return (url) => {
    const found = router.find('GET', url);
    return found === null ? [] : [...(found.store as ReadonlySet<string>)].sort();
  };
};

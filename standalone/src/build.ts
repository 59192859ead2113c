import { buildWebIfStale } from './build-web.ts';

/** `npm run build`: the web app, unless it stands as built from the files that are there. */
await buildWebIfStale();

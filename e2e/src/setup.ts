import { ensureToolsOrExit } from './setup/ensure-tools.ts';

/** `npm run setup`: fetches what the tests need and npm does not bring, and nothing that is there. */
await ensureToolsOrExit();

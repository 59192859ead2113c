import { toWords } from './answers.ts';
import { floodIdle, floodStalledBodies, floodStreams } from './connection-floods.ts';
import type { FloodName, FloodTarget } from './flood.ts';
import { floodBodies, floodCatalog, floodKeys, floodSignIns } from './request-floods.ts';

const floods = {
  'stalled bodies': floodStalledBodies,
  'distinct catalog queries': floodCatalog,
  'sign-ins': floodSignIns,
  'wrong API keys': floodKeys,
  'idle connections': floodIdle,
  streams: floodStreams,
  'oversized and nested bodies': floodBodies,
} satisfies Record<FloodName, unknown>;

/** Runs one flood, in a process apart from the one that measures; sends what it came to, and ends. */
process.once('message', async ({ name, target }: { name: FloodName; target: FloodTarget }) => {
  process.send?.(toWords(await floods[name](target)));
  process.disconnect();
});

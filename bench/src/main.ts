import { cpus } from 'node:os';
import { benchDelivery } from './delivery.ts';
import { benchLoop } from './loop.ts';
import { benchStart } from './start.ts';

/** Prints each figure with the limit measured in the same run: machines differ, ratios less so. */
const scenarios = { start: benchStart, delivery: benchDelivery, loop: benchLoop };

const wanted = process.argv.slice(2);
console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`);
for (const [name, run] of Object.entries(scenarios)) {
  if (wanted.length === 0 || wanted.includes(name)) await run();
}

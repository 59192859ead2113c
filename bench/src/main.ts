import { fileURLToPath } from 'node:url';
import { parseArguments } from './arguments.ts';
import type { ScenarioResult } from './report/figure.ts';
import { describeMachine, writeResults } from './report/results-file.ts';
import { toTable } from './report/table.ts';
import { runAuthorisation } from './scenarios/authorisation.ts';
import { runCatalog } from './scenarios/catalog.ts';
import { runConsumers } from './scenarios/consumers.ts';
import { runDistributed } from './scenarios/distributed.ts';
import { runDrift } from './scenarios/drift.ts';
import { runFloods } from './scenarios/floods.ts';
import { runGrowth } from './scenarios/growth.ts';
import { runIdle } from './scenarios/idle.ts';
import { runLatency } from './scenarios/latency.ts';
import { runLimit } from './scenarios/limit.ts';
import { runProfile } from './scenarios/profile.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { runSignInFlood } from './scenarios/sign-in-flood.ts';
import { runSignIns } from './scenarios/sign-ins.ts';
import { runStandalone } from './scenarios/standalone.ts';
import { runStart } from './scenarios/start.ts';
import { runSteady } from './scenarios/steady.ts';
import { runStreams } from './scenarios/streams.ts';

const latestFile = fileURLToPath(new URL('../results/latest.json', import.meta.url));

/** In the order of a run of all. */
const scenarios: Readonly<Record<string, Scenario>> = {
  start: runStart,
  authorisation: runAuthorisation,
  limit: runLimit,
  standalone: runStandalone,
  distributed: runDistributed,
  latency: runLatency,
  idle: runIdle,
  drift: runDrift,
  growth: runGrowth,
  streams: runStreams,
  'sign-ins': runSignIns,
  'sign-in-flood': runSignInFlood,
  floods: runFloods,
  consumers: runConsumers,
  catalog: runCatalog,
  steady: runSteady,
};

/** Run only when named: it tells why, not how much. */
const onlyByName: Readonly<Record<string, Scenario>> = { profile: runProfile };
const known = { ...scenarios, ...onlyByName };

const wanted = parseArguments(process.argv.slice(2), Object.keys(known));
const names = wanted.scenarios.length > 0 ? wanted.scenarios : Object.keys(scenarios);
const startedAt = new Date();
const results: ScenarioResult[] = [];
const { cpus, model, node } = describeMachine();
console.log(`${cpus} × ${model}, Node ${node}`);

const run = async (scenario: string, measure: Scenario) => {
  console.log(`\n${scenario} …`);
  const began = performance.now();
  const figures = await measure({ full: wanted.full, quick: wanted.quick });
  const seconds = Math.round((performance.now() - began) / 1000);
  results.push({ scenario, seconds, figures });
  console.log(`${toTable(figures)}\n${scenario} took ${seconds} s`);
  // After each, so that a later one that fails takes nothing away.
  for (const file of [latestFile, ...(wanted.jsonFile ? [wanted.jsonFile] : [])]) {
    await writeResults(file, { startedAt, results });
  }
};

for (const scenario of names) {
  const measure = known[scenario];
  if (!measure) continue;
  try {
    await run(scenario, measure);
  } catch (error) {
    console.error(`${scenario} failed:`, error);
    process.exitCode = 1;
  }
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyPlan } from '../apply/apply-plan.ts';
import { createClient } from '../catalog/client.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { exportFiles } from '../files/export-files.ts';
import { foldName } from '../files/fold-name.ts';
import { joinFiles, parseFile } from '../files/parse-file.ts';
import { type Written, writeDocument } from '../files/write-document.ts';
import { documents } from '../testing/arbitraries.ts';
import { createModelCatalog, modelNow } from '../testing/model-catalog.ts';
import { makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';
import { toWanted } from './wanted.ts';

const numRuns = 60;
const timeoutMs = 60_000;

let plans = 0;

const startModel = () => {
  const model = createModelCatalog();
  const url = 'http://model';
  const client = createClient({ url, apiKey: 'k', fetch: model.fetch, sleep: async () => {} });
  const planTexts = async (texts: readonly string[], prune = false): Promise<Plan> => {
    plans += 1;
    const files = joinFiles(texts.map((text, index) => parseFile(`${index}.yaml`, text)));
    expect(files.faults).toEqual([]);
    const planned = makePlan({
      wanted: toWanted(files),
      catalog: await readCatalog(client),
      applied: { quests: {}, rewards: {} },
      prune,
      overwrite: false,
      id: `plan ${plans}`,
      url,
      lockFile: 'questline.lock.json',
      now: modelNow,
    });
    if (planned.kind === 'faults') throw new Error(JSON.stringify(planned.faults));
    return planned.plan;
  };
  const apply = async (plan: Plan) => {
    const outcomes = await applyPlan(client, plan, async () => {});
    return outcomes.map(({ why }) => why).filter((why) => why !== undefined);
  };
  return { model, client, planTexts, apply };
};

const write = (written: readonly Written[]) => written.map((each) => writeDocument(each));

/** A quest that is archived stays so, and one that was published is no draft again. */
const reachableFrom = (before: readonly Written[], after: readonly Written[]): boolean => {
  const stateOf = new Map(
    before.flatMap((each) =>
      each.kind === 'quest' ? [[foldName(each.name), each.state]] : [],
    ) as [string, string][],
  );
  return after.every((each) => {
    if (each.kind === 'reward') return true;
    const from = stateOf.get(foldName(each.name));
    if (from === 'active' || from === 'paused') return each.state !== 'draft';
    return true;
  });
};

it('changes nothing once it was applied', async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (written) => {
      const { planTexts, apply, model } = startModel();
      expect(await apply(await planTexts(write(written)))).toEqual([]);
      const sent = model.requests.length;
      const again = await planTexts(write(written));
      expect(again.changes).toEqual([]);
      expect(await apply(again)).toEqual([]);
      expect(model.requests).toHaveLength(sent);
    }),
    { numRuns },
  );
}, timeoutMs);

it('leads from any files to any others, and what was exported is as it was', async () => {
  await fc.assert(
    fc.asyncProperty(documents, documents, fc.boolean(), async (before, after, archived) => {
      fc.pre(reachableFrom(before, after));
      const { planTexts, apply, client } = startModel();
      expect(await apply(await planTexts(write(before)))).toEqual([]);
      expect(await apply(await planTexts(write(after)))).toEqual([]);
      expect((await planTexts(write(after))).changes).toEqual([]);
      const exported = exportFiles(await readCatalog(client), { archived });
      const plan = await planTexts(exported.map(({ text }) => text));
      expect(plan.changes).toEqual([]);
      expect(plan.not_managed).toEqual([]);
    }),
    { numRuns },
  );
}, timeoutMs);

it('makes what is not in the files go when it is told to prune', async () => {
  await fc.assert(
    fc.asyncProperty(documents, documents, async (before, after) => {
      fc.pre(reachableFrom(before, after));
      const { planTexts, apply } = startModel();
      await apply(await planTexts(write(before)));
      expect(await apply(await planTexts(write(after), true))).toEqual([]);
      const plan = await planTexts(write(after), true);
      expect(plan.changes).toEqual([]);
      expect(plan.not_managed).toEqual([]);
    }),
    { numRuns },
  );
}, timeoutMs);

it('is done once, however often the same plan is sent', async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (written) => {
      const { planTexts, apply, model } = startModel();
      const plan = await planTexts(write(written));
      expect(await apply(plan)).toEqual([]);
      const sent = model.requests.length;
      expect(await apply(plan)).toEqual([]);
      expect(model.requests).toHaveLength(sent);
    }),
    { numRuns },
  );
}, timeoutMs);

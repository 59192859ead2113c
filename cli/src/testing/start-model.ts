import { applyPlan, type Outcome } from '../apply/apply-plan.ts';
import { createClient } from '../catalog/client.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { joinFiles, parseFile } from '../files/parse-file.ts';
import { makePlan, type PlanInput } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { toWanted } from '../plan/wanted.ts';
import { createModelCatalog, modelNow } from './model-catalog.ts';

let plans = 0;

/** A model catalog, and what the commands do with it; `lossy` stands between them. */
export const startModel = (lossy: (answer: typeof fetch) => typeof fetch = (answer) => answer) => {
  const model = createModelCatalog();
  const url = 'http://model';
  const client = createClient({
    url,
    apiKey: 'k',
    fetch: lossy(model.fetch),
    sleep: async () => {},
  });

  const tryPlan = async (texts: readonly string[], options: Partial<PlanInput> = {}) => {
    plans += 1;
    return makePlan({
      wanted: toWanted(joinFiles(texts.map((text, index) => parseFile(`${index}.yaml`, text)))),
      catalog: await readCatalog(client),
      applied: { quests: {}, rewards: {} },
      prune: false,
      overwrite: false,
      id: `plan ${plans}`,
      url,
      lockFile: 'questline.lock.json',
      now: modelNow,
      ...options,
    });
  };

  const plan = async (
    texts: readonly string[],
    options: Partial<PlanInput> = {},
  ): Promise<Plan> => {
    const planned = await tryPlan(texts, options);
    if (planned.kind === 'faults') throw new Error(JSON.stringify(planned.faults));
    return planned.plan;
  };

  const apply = (made: Plan): Promise<readonly Outcome[]> =>
    applyPlan(client, made, async () => {});

  return { model, client, tryPlan, plan, apply };
};

/** Why changes were not made. */
export const whysOf = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map(({ why }) => why).filter((why) => why !== undefined);

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCatalog } from '../catalog/read-catalog.ts';
import { exportFiles } from '../files/export-files.ts';
import { foldName } from '../files/fold-name.ts';
import { type Written, writeDocument } from '../files/write-document.ts';
import { documents } from '../testing/arbitraries.ts';
import { startModel, whysOf } from '../testing/start-model.ts';

const numRuns = 60;
const timeoutMs = 60_000;

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

it(
  'changes nothing once it was applied',
  async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (written) => {
        const { plan: planTexts, apply, model } = startModel();
        expect(whysOf(await apply(await planTexts(write(written))))).toEqual([]);
        const sent = model.requests.length;
        const again = await planTexts(write(written));
        expect(again.changes).toEqual([]);
        expect(whysOf(await apply(again))).toEqual([]);
        expect(model.requests).toHaveLength(sent);
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

it(
  'leads from any files to any others, and what was exported is as it was',
  async () => {
    await fc.assert(
      fc.asyncProperty(documents, documents, fc.boolean(), async (before, after, archived) => {
        fc.pre(reachableFrom(before, after));
        const { plan: planTexts, apply, client } = startModel();
        expect(whysOf(await apply(await planTexts(write(before))))).toEqual([]);
        expect(whysOf(await apply(await planTexts(write(after))))).toEqual([]);
        expect((await planTexts(write(after))).changes).toEqual([]);
        const exported = exportFiles(await readCatalog(client), { archived });
        const plan = await planTexts(exported.map(({ text }) => text));
        expect(plan.changes).toEqual([]);
        expect(plan.not_managed).toEqual([]);
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

it(
  'makes what is not in the files go when it is told to prune',
  async () => {
    await fc.assert(
      fc.asyncProperty(documents, documents, async (before, after) => {
        fc.pre(reachableFrom(before, after));
        const { plan: planTexts, apply } = startModel();
        await apply(await planTexts(write(before)));
        expect(whysOf(await apply(await planTexts(write(after), { prune: true })))).toEqual([]);
        const plan = await planTexts(write(after), { prune: true });
        expect(plan.changes).toEqual([]);
        expect(plan.not_managed).toEqual([]);
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

it(
  'is done once, however often the same plan is sent',
  async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (written) => {
        const { plan: planTexts, apply, model } = startModel();
        const plan = await planTexts(write(written));
        expect(whysOf(await apply(plan))).toEqual([]);
        const sent = model.requests.length;
        expect(whysOf(await apply(plan))).toEqual([]);
        expect(model.requests).toHaveLength(sent);
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

it(
  'is done once though answers are lost on the way',
  async () => {
    await fc.assert(
      fc.asyncProperty(documents, fc.infiniteStream(fc.nat(3)), async (written, dice) => {
        const lossy =
          (answer: typeof fetch): typeof fetch =>
          async (input, init) => {
            const answered = await answer(input, init);
            if (dice.next().value === 0) throw new TypeError('fetch failed');
            return answered;
          };
        const { plan: planTexts, apply, model } = startModel(lossy);
        const made = await planTexts(write(written)).catch(() => undefined);
        const outcomes = await (made && apply(made).catch(() => undefined));
        // Six answers in a row may be lost: nothing can be said then.
        fc.pre(made !== undefined && outcomes !== undefined);
        expect(whysOf(outcomes ?? [])).toEqual([]);
        const commands = made?.changes.flatMap((change) => change.commands) ?? [];
        expect(model.requests).toHaveLength(commands.length);
      }),
      { numRuns },
    );
  },
  timeoutMs,
);

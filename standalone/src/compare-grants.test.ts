import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareGrants } from './compare-grants.ts';

type Line = Awaited<ReturnType<Parameters<typeof compareGrants>[0]>>[number];

const line = (grant: number, change: Partial<Line> = {}): Line => ({
  grant_id: String(grant).padStart(4, '0'),
  user_id: 'ada',
  currency: 'diamond',
  amount: 10,
  ...change,
});

/** Pages of `size` grants over lines in order. */
const pagesOf = (lines: readonly Line[], size: number) => async (after: string | null) => {
  const rest = lines.filter(({ grant_id }) => after === null || grant_id > after);
  const ids = [...new Set(rest.map(({ grant_id }) => grant_id))].slice(0, size);
  return rest.filter(({ grant_id }) => ids.includes(grant_id));
};

const compare = (granted: Line[], credited: Line[], size = 2) =>
  compareGrants(pagesOf(granted, size), pagesOf(credited, size));

describe('compareGrants', () => {
  it('given the same on both sides, then nothing is wrong', async () => {
    const lines = [line(1), line(1, { currency: 'gold' }), line(2), line(3)];
    expect(await compare(lines, lines)).toEqual({ checked: 4, uncredited: 0, wrong: 0 });
  });

  it('given a grant the wallet does not have, then it is uncredited', async () => {
    const result = await compare([line(1), line(2), line(3)], [line(1), line(3)]);
    expect(result).toEqual({ checked: 3, uncredited: 1, wrong: 0 });
  });

  it.each([
    ['another amount', [line(1, { amount: 20 })]],
    ['another user', [line(1, { user_id: 'eve' })]],
    ['a credit without a grant', [line(1), line(9)]],
  ])('given %s, then it is wrong', async (_what, credited) => {
    expect(await compare([line(1)], credited)).toMatchObject({ wrong: 1 });
  });

  it('finds exactly what is missing on either side, whatever the pages', async () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 50 }));
    await fc.assert(
      fc.asyncProperty(ids, ids, fc.integer({ min: 1, max: 7 }), async (left, right, size) => {
        const sorted = (values: number[]) =>
          [...values].sort((a, b) => a - b).map((id) => line(id));
        const { checked, uncredited, wrong } = await compare(sorted(left), sorted(right), size);
        expect(checked).toBe(left.length);
        expect(uncredited).toBe(left.filter((id) => !right.includes(id)).length);
        expect(wrong).toBe(right.filter((id) => !left.includes(id)).length);
      }),
    );
  });
});

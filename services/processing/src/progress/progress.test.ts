import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { questVersionOf } from '../testing/quests.ts';
import { decideProgress, type Progress, startProgress, statusOf } from './progress.ts';

const user = '01990000-0000-7000-8000-00000000000a';
const row = '01990000-0000-7000-8000-00000000000b';

describe('decideProgress', () => {
  it('given no progress, when the first event matches, then it counts as 1', () => {
    const quest = questVersionOf();
    const decision = decideProgress(startProgress(user, quest, row), quest);
    expect(decision).toMatchObject({ kind: 'advanced', reached: 1, progress: { streak: 1 } });
  });

  it('given one event missing, when it comes, then the streak returns to 0 and one completion is counted', () => {
    const quest = questVersionOf();
    const progress = { ...startProgress(user, quest, row), streak: 2 };
    expect(decideProgress(progress, quest)).toMatchObject({
      kind: 'completed',
      reached: 3,
      ordinal: 1,
      progress: { streak: 0, duplication: 1, claimed: 1 },
    });
  });

  it('given auto-claim off, when it completes, then the completion waits to be claimed', () => {
    const quest = questVersionOf({ auto_claim: false });
    const progress = { ...startProgress(user, quest, row), streak: 2 };
    const decision = decideProgress(progress, quest);
    expect(decision).toMatchObject({ kind: 'completed', progress: { duplication: 1, claimed: 0 } });
  });

  it('given the limit is reached, when an event matches, then nothing moves', () => {
    const quest = questVersionOf();
    const progress = { ...startProgress(user, quest, row), duplication: 2, claimed: 2 };
    expect(decideProgress(progress, quest)).toEqual({ kind: 'limit-reached' });
  });

  it('given progress past a lowered target, when the next event matches, then it completes once', () => {
    const lowered = questVersionOf({ version: 2, target: 2 });
    const progress = { ...startProgress(user, questVersionOf({ target: 9 }), row), streak: 5 };
    expect(decideProgress(progress, lowered)).toMatchObject({
      kind: 'completed',
      ordinal: 1,
      progress: { streak: 0, quest_version: 2 },
    });
  });

  it('counts n events as floor(n / target) completions up to the limit, whatever the quest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 60 }),
        (target, max, auto_claim, events) => {
          const quest = questVersionOf({ target, max, auto_claim });
          let progress: Progress = startProgress(user, quest, row);
          const ordinals: number[] = [];
          for (let count = 0; count < events; count += 1) {
            const decision = decideProgress(progress, quest);
            if (decision.kind === 'limit-reached') continue;
            progress = decision.progress;
            if (decision.kind === 'completed') ordinals.push(decision.ordinal);
          }
          const completions = Math.min(max, Math.floor(events / target));
          expect(progress.duplication).toBe(completions);
          expect(ordinals).toEqual(Array.from({ length: completions }, (_, index) => index + 1));
          expect(progress.streak).toBe(completions === max ? 0 : events - completions * target);
          expect(progress.claimed).toBe(auto_claim ? completions : 0);
        },
      ),
    );
  });
});

describe('statusOf', () => {
  it.each([
    [{ duplication: 0, claimed: 0 }, 0],
    [{ duplication: 1, claimed: 1 }, 0],
    [{ duplication: 1, claimed: 0 }, 1],
    [{ duplication: 2, claimed: 1 }, 1],
    [{ duplication: 2, claimed: 2 }, 2],
  ])('given %j of 2, then %i', (progress, status) => {
    expect(statusOf(progress, 2)).toBe(status);
  });
});

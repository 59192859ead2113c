import type { QuestState } from '@questline/contracts/catalog/quest';
import type { Deed } from './plan.ts';

type Step = Exclude<Deed, 'retire'>;

/** The commands that lead there, in order; `impossible` says why there is none. */
export type Way =
  | { readonly kind: 'way'; readonly steps: readonly Step[] }
  | { readonly kind: 'impossible'; readonly why: string };

const way = (...steps: (Step | false)[]): Way => ({
  kind: 'way',
  steps: steps.filter((step) => step !== false),
});

const impossible = (why: string): Way => ({ kind: 'impossible', why });

const create = (to: QuestState): Way => {
  if (to === 'archived') return way();
  return way('create', to === 'paused' && 'pause');
};

/** A version of a quest that is to rest, or rests, never counts: it is edited while it does. */
const published = (from: 'active' | 'paused', to: QuestState, edit: 'edit' | false): Way => {
  if (to === 'draft') return impossible('was published and cannot become a draft again');
  if (to === 'archived') return way('archive');
  return way(
    from === 'active' && to === 'paused' && 'pause',
    edit,
    from === 'paused' && to === 'active' && 'resume',
  );
};

/**
 * How a quest gets from where it stands, null for nowhere, to where it is wanted.
 *
 * @param differs Whether what it says is to change as well.
 */
export const findWay = (from: QuestState | null, to: QuestState, differs: boolean): Way => {
  const edit = differs && 'edit';
  if (from === null) return create(to);
  if (from === 'archived') {
    return to === 'archived' ? way() : impossible('is archived for good: give it another name');
  }
  if (from !== 'draft') return published(from, to, edit);
  if (to === 'archived') return way('delete');
  return way(edit, to !== 'draft' && 'publish', to === 'paused' && 'pause');
};

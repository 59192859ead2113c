import type { QuestPublic, QuestState } from '@questline/contracts/catalog/quest';
import type { Found } from '../catalog/catalog.ts';
import { allFields, diffContent } from './diff-content.ts';
import type { Change, Command, Deed, FieldChange } from './plan.ts';
import { toCreateBody, toEditBody } from './quest-bodies.ts';
import { findWay } from './quest-commands.ts';
import { type Content, foundContent, type Names, wantedContent } from './quest-content.ts';
import type { WantedQuest } from './wanted.ts';

/** What is to be done, or why it cannot be. */
export type QuestPlan =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'impossible'; readonly why: string };

const bodyOf = (
  deed: Deed,
  { state, in_flight, reason }: WantedQuest,
  from: Content | undefined,
  to: Content | undefined,
): Command['body'] => {
  const why = reason === null ? {} : { reason };
  if (to === undefined) return why;
  if (deed === 'create') {
    return { ...toCreateBody(to), ...(state === 'draft' && { state }), ...why };
  }
  if (deed === 'edit' && from !== undefined) {
    return { ...toEditBody(from, to), ...(in_flight && { in_flight }), ...why };
  }
  return why;
};

/** What of the difference the commands make: a quest that only goes keeps what it says. */
const fieldsOf = (
  deeds: readonly Deed[],
  from: Content | undefined,
  to: Content | undefined,
): readonly FieldChange[] => {
  if (to === undefined) return [];
  if (deeds.includes('create')) return allFields(to);
  return from !== undefined && deeds.includes('edit') ? diffContent(from, to) : [];
};

/** What makes a quest as it is wanted; no commands where it is so already. */
export const planQuest = (
  wanted: WantedQuest,
  found: Found<QuestPublic> | undefined,
  names: Names,
): QuestPlan => {
  const from = found && foundContent(found.shown, names);
  const state = found?.shown.state ?? null;
  // What is archived stays as it is, and may name what is gone.
  const to = wanted.state === 'archived' ? from : wantedContent(wanted, names);
  const differs = from !== undefined && to !== undefined && diffContent(from, to).length > 0;
  const way = findWay(state, wanted.state, differs);
  if (way.kind === 'impossible') return way;
  const { steps } = way;
  const change: Change = {
    kind: 'quest',
    name: wanted.name,
    id: found?.shown.id ?? null,
    revision: found?.revision ?? null,
    state: state === wanted.state ? null : { from: state, to: wanted.state },
    commands: steps.map((deed) => ({ deed, body: bodyOf(deed, wanted, from, to) })),
    fields: [...fieldsOf(steps, from, to)],
    in_flight: steps.includes('edit') && state !== 'draft' ? (wanted.in_flight ?? 'migrate') : null,
    users: null,
    conflict: null,
  };
  return { kind: 'change', change };
};

/** What takes a quest that no file has out of play: a draft is deleted, any other is archived. */
export const pruneQuest = ({ shown, revision }: Found<QuestPublic>): Change => {
  const isDraft = shown.state === 'draft';
  const to: QuestState | null = isDraft ? null : 'archived';
  return {
    kind: 'quest',
    name: shown.name,
    id: shown.id,
    revision,
    state: { from: shown.state, to },
    commands: [{ deed: isDraft ? 'delete' : 'archive', body: {} }],
    fields: [],
    in_flight: null,
    users: null,
    conflict: null,
  };
};

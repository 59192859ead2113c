import { stringify } from 'yaml';
import type { Paint } from '../terminal/terminal.ts';
import type { Change, Deed, FieldChange, Plan } from './plan.ts';
import { showChange } from './show-change.ts';

const inlineMax = 100;
const indent = ' '.repeat(8);

/** In the line if it is short, else below it as it would stand in a file. */
const showValue = (value: unknown): string => {
  const inline = typeof value === 'string' ? value : JSON.stringify(value);
  if (inline.length <= inlineMax && !inline.includes('\n')) return inline;
  const lines = stringify(value, { lineWidth: inlineMax }).trimEnd().split('\n');
  return `\n${lines.map((line) => `${indent}${line}`).join('\n')}`;
};

const showField = ({ path, from, to }: FieldChange, paint: Paint): string => {
  const [before, after] = [from, to].map((value) => (value === null ? '' : showValue(value)));
  if (from === null) return paint('green', `    + ${path}: ${after}`);
  if (to === null) return paint('red', `    - ${path}: ${before}`);
  const arrow = before?.startsWith('\n') || after?.startsWith('\n') ? '\n      →' : ' →';
  return `    ${paint('yellow', '~')} ${path}: ${paint('red', before ?? '')}${arrow} ${paint('green', after ?? '')}`;
};

const effects = {
  migrate: 'keep their progress, held against the new version',
  restart: 'begin the round again',
  keep_old_version: 'finish their round as it was',
} as const;

const effectOf = ({ in_flight, commands }: Change): string => {
  const deeds = commands.map(({ deed }) => deed);
  if (deeds.includes('archive')) return 'can no longer complete it';
  const effect =
    in_flight === null ? 'keep their progress' : `${effects[in_flight]} (${in_flight})`;
  return deeds.includes('pause') ? `${effect}; events no longer move it` : effect;
};

const showUsers = (change: Change): readonly string[] => {
  const { users } = change;
  if (users === null) return [];
  if (users.half_way === 0) return [`    nobody is half-way (${users.total} with progress)`];
  const { half_way, total } = users;
  return [`    ${half_way} half-way of ${total} with progress: ${effectOf(change)}`];
};

const showConflict = ({ conflict }: Change, paint: Paint): readonly string[] => {
  if (conflict === null) return [];
  const { renamed_to, change } = conflict;
  const what =
    renamed_to === null
      ? `edited elsewhere since it was last applied${change ? `: ${showChange(change)}` : ''}`
      : `called '${renamed_to}' in the catalog since it was last applied`;
  return [paint('red', `    ! ${what}; it will be left as it is`)];
};

const signs: Partial<Record<Deed, readonly [sign: string, color: 'green' | 'red' | 'yellow']>> = {
  create: ['+', 'green'],
  archive: ['-', 'red'],
  delete: ['-', 'red'],
  retire: ['-', 'red'],
};

const showChangeOf = (change: Change, paint: Paint): string => {
  const { kind, name, commands, state, fields } = change;
  const deeds = commands.map(({ deed }) => deed);
  const [sign, color] = signs[deeds[0] ?? 'edit'] ?? ['~', 'yellow'];
  const head = `${paint(color, sign)} ${kind} ${paint('bold', name)}: ${deeds.join(', ')}`;
  const states =
    state === null || state.from === null
      ? []
      : [showField({ path: 'state', from: state.from, to: state.to ?? 'deleted' }, paint)];
  const created =
    state !== null && state.from === null ? [paint('green', `    + state: ${state.to}`)] : [];
  return [
    head,
    ...fields.map((field) => showField(field, paint)),
    ...created,
    ...states,
    ...showUsers(change),
    ...showConflict(change, paint),
  ].join('\n');
};

const counted: readonly Deed[] = [
  'create',
  'edit',
  'publish',
  'pause',
  'resume',
  'archive',
  'delete',
  'retire',
];

const showCounts = ({ changes, unchanged, not_managed }: Plan): string => {
  const deeds = changes.flatMap(({ commands }) => commands.map(({ deed }) => deed));
  const counts = counted
    .map((deed) => ({ deed, count: deeds.filter((each) => each === deed).length }))
    .filter(({ count }) => count > 0)
    .map(({ deed, count }) => `${count} to ${deed}`);
  const what = counts.length === 0 ? 'no changes' : counts.join(', ');
  return `Plan: ${what}; ${unchanged.length} unchanged, ${not_managed.length} not managed.`;
};

/** A plan as people read it. */
export const showPlan = (plan: Plan, paint: Paint): string => {
  const others = plan.not_managed.map(({ kind, name }) =>
    paint('dim', `  ${kind} ${name}: not managed`),
  );
  return [
    ...plan.changes.map((change) => `${showChangeOf(change, paint)}\n`),
    ...(others.length > 0 ? [...others, ''] : []),
    showCounts(plan),
  ].join('\n');
};

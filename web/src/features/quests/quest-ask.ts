import type { QuestDefinition } from '@questline/contracts/catalog/quest';
import type { Objective } from '@questline/contracts/catalog/quest-definition';
import { capitalise } from '../../ui/humanise.ts';
import { numberText } from '../../ui/number-text.ts';
import { type Deed, deedOf, plural, wordsOf } from './event-words.ts';

/** With more kinds of events than this a sentence says less than a description. */
const kindsMax = 3;

/** Fields that hold a value rather than name a unit: `worth 20`, not `20 total`. */
const worths: ReadonlySet<string> = new Set(['amount', 'cost', 'price', 'sum', 'total', 'value']);

const lastOf = (path: string): string => path.split('.').at(-1) ?? path;

/** `{what} 20`, in the words of the field: `worth 20`, `with 20 points`. */
const measured = (field: string, amount: string): string => {
  const words = wordsOf(lastOf(field));
  if (worths.has(words.at(-1) ?? '')) return `worth ${amount}`;
  return `with ${amount} ${words.join(' ')}`;
};

const deedsOf = ({ event }: Objective): readonly Deed[] => {
  const types = typeof event === 'string' ? [event] : event;
  const deeds = new Map(types.map(deedOf).map((deed) => [deed.general, deed]));
  return [...deeds.values()];
};

const either = (deeds: readonly Deed[], words: (deed: Deed) => string): string =>
  deeds.map(words).join(' or ');

/** `win 5 matches`; of several kinds of events, `win a match or pay an order, 5 times`. */
const countText = (deeds: readonly Deed[], count: number): string => {
  const once = either(deeds, (deed) => deed.once);
  if (count === 1) return once;
  const [only] = deeds;
  if (deeds.length === 1 && only) return only.times(numberText(count));
  return `${once}, ${numberText(count)} times`;
};

const sumText = (deeds: readonly Deed[], field: string, target: number): string => {
  const words = wordsOf(lastOf(field));
  const general = either(deeds, (deed) => deed.general);
  const isWorth = worths.has(words.at(-1) ?? '');
  const [only] = deeds;
  if (!isWorth && deeds.length === 1 && only?.takesAmount) {
    return `${general} ${numberText(target)} ${words.join(' ')} in all`;
  }
  return `${general} ${measured(field, numberText(target))} in all`;
};

const bounds: Record<Objective['op'], string> = {
  '>=': 'at least',
  '<=': 'at most',
  '=': 'exactly',
};

const orBeyond: Record<Objective['op'], string> = { '>=': ' or more', '<=': ' or less', '=': '' };

/** Whether a single event decides: the largest has to be large enough, the smallest small enough. */
const isReached = ({ aggregate, op }: Objective): boolean =>
  op === '=' || (aggregate === 'max' && op === '>=') || (aggregate === 'min' && op === '<=');

const extremeText = (deeds: readonly Deed[], objective: Objective, field: string): string => {
  const { aggregate, op, target } = objective;
  if (aggregate === 'last') {
    return `have ${wordsOf(field).join(' ')} at ${numberText(target)}${orBeyond[op]}`;
  }
  const amount = `${bounds[op]} ${numberText(target)}`;
  if (isReached(objective)) {
    const once = either(deeds, (deed) => deed.once.replace(/ once$/, ''));
    return `${once} ${measured(field, amount)}`;
  }
  return `${either(deeds, (deed) => deed.general)} always ${measured(field, amount)}`;
};

/** One objective as what a player does, in lower case; null where no sentence would be plain. */
const objectiveText = (objective: Objective, target = objective.target): string | null => {
  const { aggregate, field = '' } = objective;
  const deeds = deedsOf(objective);
  if (deeds.length > kindsMax) return null;
  if (aggregate === 'count') return countText(deeds, target);
  if (field === '') return null;
  if (aggregate === 'sum') return sumText(deeds, field, target);
  if (aggregate !== 'distinct') return extremeText(deeds, { ...objective, target }, field);
  const kinds = plural(wordsOf(lastOf(field)).join(' '));
  return `${either(deeds, (deed) => deed.general)} with ${numberText(target)} different ${kinds}`;
};

/** What a line of several objectives says, such as `Win 10 matches`. */
export const objectiveLabel = (objective: Objective): string => {
  const label = capitalise(objectiveText(objective) ?? 'Keep going');
  return objective.where === undefined ? label : `${label} that qualify`;
};

const periodsText = (every: string, count: number): string =>
  count === 1 ? `in one ${every}` : `${numberText(count)} ${every}s in a row`;

const streakText = (
  { every, min_per_period = 1, target }: NonNullable<QuestDefinition['consecutive']>,
  objective: Objective,
  lastStep: number | undefined,
): string | null => {
  const deeds = deedsOf(objective);
  if (deeds.length > kindsMax) return null;
  const count = Math.max(min_per_period, objective.target);
  const periods = periodsText(every, lastStep ?? target);
  if (count === 1) return `${either(deeds, (deed) => deed.once.replace(/ once$/, ''))} ${periods}`;
  return `${countText(deeds, count)} a ${every}, ${periods}`;
};

/**
 * What a quest asks, as a sentence made from its definition; null where there is no plain one: with a
 * condition that only its author can put in words, or with too many kinds of events.
 */
export const askOf = ({ objectives, consecutive, steps }: QuestDefinition): string | null => {
  const alternatives = objectives.any_of.map(({ all_of }) => all_of);
  if (alternatives.length > 1) return 'Choose one of these ways';
  const [first, ...others] = alternatives[0] ?? [];
  if (!first) return null;
  if (others.length > 0) return 'Reach all of these goals';
  if (first.where !== undefined) return null;
  const lastStep = steps?.at(-1)?.target;
  const text = consecutive
    ? streakText(consecutive, first, lastStep)
    : objectiveText(first, lastStep);
  return text === null ? null : capitalise(text);
};

import { isDeepStrictEqual } from 'node:util';
import { foldName } from '../files/fold-name.ts';
import { diffFields } from './diff-fields.ts';
import type { FieldChange } from './plan.ts';
import type { Content, Payment } from './quest-content.ts';

const showPayment = ({ reward_item, reward_qty }: Payment): string =>
  `${reward_qty} ${reward_item}`;

const shownOf = ({ name, description, category }: Content) => ({
  ...(description !== null && { description }),
  ...(category !== null && { category }),
  name,
});

const shortFields = (content: Content, short: NonNullable<Content['short']>) => ({
  ...shownOf(content),
  reward: short.reward,
  pays: showPayment(short.payment),
  auto_claim: short.auto_claim,
  streak: short.streak,
  duplication: short.duplication,
});

const fullFields = (content: Content) => {
  const { rewards, ...definition } = content.definition;
  return { ...shownOf(content), ...definition, ...(rewards.length > 0 && { rewards }) };
};

/** Whether the catalog has a quest as it is wanted, in whichever of the forms it was written. */
const isSame = (from: Content, to: Content): boolean =>
  from.name === to.name &&
  from.description === to.description &&
  from.category === to.category &&
  isDeepStrictEqual(from.definition, to.definition) &&
  (from.short === null ||
    to.short === null ||
    foldName(from.short.reward) === foldName(to.short.reward));

/** What is different between a quest as it is and as it is wanted. */
export const diffContent = (from: Content, to: Content): readonly FieldChange[] => {
  if (isSame(from, to)) return [];
  return from.short !== null && to.short !== null
    ? diffFields(shortFields(from, from.short), shortFields(to, to.short))
    : diffFields(fullFields(from), fullFields(to));
};

/** All that a new quest says, but its name. */
export const allFields = (content: Content): readonly FieldChange[] => {
  const fields = content.short ? shortFields(content, content.short) : fullFields(content);
  const { name, ...rest } = fields;
  return diffFields({}, rest);
};

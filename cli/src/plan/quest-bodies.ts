import { isDeepStrictEqual } from 'node:util';
import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { questDefinitionParts } from '@questline/contracts/catalog/quest-definition';
import { foldName } from '../files/fold-name.ts';
import type { Content } from './quest-content.ts';

type Body = Record<string, unknown>;
type Part = keyof QuestDefinition;

const parts = Object.keys(questDefinitionParts) as Part[];

/** A list that pays nothing is left out, as it is where it is read. */
const partOf = (definition: QuestDefinition, part: Part): unknown =>
  part === 'rewards' && definition.rewards.length === 0 ? undefined : definition[part];

const shortParts = ({
  reward,
  auto_claim,
  streak,
  duplication,
}: NonNullable<Content['short']>) => ({
  reward,
  auto_claim,
  streak,
  duplication,
});

/** The body that creates a quest; names stand for ids. */
export const toCreateBody = ({
  name,
  description,
  category,
  definition,
  short,
}: Content): Body => ({
  name,
  ...(description !== null && { description }),
  ...(category !== null && { category }),
  ...(short
    ? shortParts(short)
    : Object.fromEntries(
        parts
          .map((part) => [part, partOf(definition, part)] as const)
          .filter(([, value]) => value !== undefined),
      )),
});

const changed = (from: Body, to: Body): Body =>
  Object.fromEntries(
    Object.entries(to).filter(([name, value]) => !isDeepStrictEqual(from[name], value)),
  );

const editShort = (
  from: NonNullable<Content['short']>,
  to: NonNullable<Content['short']>,
): Body => {
  const { reward, ...rest } = shortParts(to);
  const { reward_item, reward_qty } = to.payment;
  const pays = { reward_item, reward_qty };
  const paid = { reward_item: from.payment.reward_item, reward_qty: from.payment.reward_qty };
  const isKept = foldName(from.reward) === foldName(reward) && isDeepStrictEqual(paid, pays);
  // A reward is named again for the quest to pay what it is now.
  return { ...changed(from, rest), ...(!isKept && { reward }) };
};

const editFull = (from: QuestDefinition, to: QuestDefinition): Body =>
  Object.fromEntries(
    parts
      .filter((part) => !isDeepStrictEqual(partOf(from, part), partOf(to, part)))
      .map((part) => [part, partOf(to, part) ?? null]),
  );

const editForm = (from: Content, to: Content): Body => {
  if (isDeepStrictEqual(from.definition, to.definition) && !(from.short && to.short)) return {};
  if (to.short === null) return editFull(from.definition, to.definition);
  return from.short ? editShort(from.short, to.short) : shortParts(to.short);
};

/** The body that makes one content the other: what is different, null for what goes. */
export const toEditBody = (from: Content, to: Content): Body => ({
  ...changed(
    { name: from.name, description: from.description, category: from.category },
    { name: to.name, description: to.description, category: to.category },
  ),
  ...editForm(from, to),
});

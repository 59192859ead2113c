import { childrenOf, type Expression, nameOf, textOf } from './expression.ts';

type Named = ReadonlySet<string> | undefined;

/**
 * The ids of quests to which a condition over `QuestCompleted` limits itself by `event.data.quest_id`;
 * undefined where it may be true of any. What it cannot tell it takes for any.
 */
export const namedQuests = (expression: Expression): Named => {
  const { exprKind: kind } = expression;
  if (kind.case !== 'callExpr') return undefined;
  const { function: name, args } = kind.value;
  const [left, right] = args;
  switch (name) {
    case '_&&_':
      return args.map(namedQuests).reduce(both);
    case '_||_':
      return args.map(namedQuests).reduce(either);
    case '_==_':
      return oneOf(isQuestId(left) ? right : isQuestId(right) ? left : undefined);
    case '@in':
      return isQuestId(left) && right?.exprKind.case === 'listExpr'
        ? childrenOf(right).map(oneOf).reduce(either, new Set())
        : undefined;
    default:
      return undefined;
  }
};

const both = (one: Named, other: Named): Named =>
  one && other ? new Set([...one].filter((id) => other.has(id))) : (one ?? other);

const either = (one: Named, other: Named): Named =>
  one && other ? new Set([...one, ...other]) : undefined;

const oneOf = (expression: Expression | undefined): Named => {
  const text = textOf(expression);
  return text === undefined ? undefined : new Set([text]);
};

/** `event.data.quest_id` */
const isQuestId = (expression: Expression | undefined): boolean =>
  pathOf(expression) === 'event.data.quest_id';

const pathOf = (expression: Expression | undefined): string | undefined => {
  const kind = expression?.exprKind;
  if (kind?.case !== 'selectExpr') return nameOf(expression);
  return kind.value.testOnly ? undefined : `${pathOf(kind.value.operand)}.${kind.value.field}`;
};

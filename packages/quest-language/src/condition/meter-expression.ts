import {
  bodyOf,
  callOf,
  childrenOf,
  type Expression,
  intOf,
  nameOf,
  textOf,
} from './expression.ts';

/** Names that no text can contain, so that only the rewriting below calls these functions. */
export const rangeFunction = '@range';
export const accumulatorFunction = '@accumulator';
export const appendFunction = '@append';
export const indexFunction = '@index';

/**
 * Makes every comprehension of an expression pay for itself before it starts, the lists of `map` and
 * `filter` grow in linear time, and an index that is computed cost the same in every map. In place.
 */
export const meterExpression = (expression: Expression): Expression => {
  for (const child of childrenOf(expression)) meterExpression(child);
  const { exprKind: kind } = expression;
  if (kind.case === 'callExpr' && kind.value.function === '_[_]' && !isField(kind.value.args[1]))
    kind.value.function = indexFunction;
  if (kind.case !== 'comprehensionExpr') return expression;
  const comprehension = kind.value;
  const { iterRange, accuInit, loopStep } = comprehension;
  if (iterRange)
    comprehension.iterRange = callOf(rangeFunction, [iterRange, intOf(stepsOf(expression))]);
  if (accuInit?.exprKind.case === 'listExpr' && loopStep) {
    comprehension.accuInit = callOf(accumulatorFunction, []);
    appendInPlace(loopStep);
  }
  return expression;
};

const isField = (index: Expression | undefined) => textOf(index) !== undefined;

/** `@result + [x]`, at the root of a step or in a branch of its condition. */
const appendInPlace = (step: Expression) => {
  const { exprKind: kind } = step;
  if (kind.case !== 'callExpr') return;
  const { args } = kind.value;
  if (kind.value.function === '_?_:_') return args.slice(1).forEach(appendInPlace);
  const list = args[1]?.exprKind;
  if (kind.value.function !== '_+_' || nameOf(args[0]) !== '@result') return;
  if (list?.case !== 'listExpr' || list.value.elements.length !== 1) return;
  kind.value.function = appendFunction;
  args.splice(1, 1, ...list.value.elements);
};

/** Nodes of one round of a comprehension; those within it pay for themselves. */
const stepsOf = (expression: Expression): number =>
  expression.exprKind.case === 'comprehensionExpr'
    ? bodyOf(expression.exprKind.value).reduce((sum, part) => sum + nodesOf(part), 1)
    : nodesOf(expression);

const nodesOf = (expression: Expression): number => {
  const { exprKind: kind } = expression;
  const children =
    kind.case === 'comprehensionExpr' && kind.value.iterRange
      ? [kind.value.iterRange]
      : childrenOf(expression);
  return children.reduce((sum, child) => sum + nodesOf(child), 1);
};

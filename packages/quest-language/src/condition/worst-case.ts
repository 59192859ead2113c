import { eventDataBytesMax } from '@questline/contracts/event';
import { bodyOf, childrenOf, type Expression } from './expression.ts';
import { stepsMax } from './meter.ts';

/** The longest list or text that an event's data can hold. */
const lengthMax = eventDataBytesMax / 2;

const partsOf = (expression: Expression): number => {
  const { exprKind: kind } = expression;
  if (kind.case === 'comprehensionExpr') {
    const { iterRange } = kind.value;
    const body = bodyOf(kind.value).reduce((sum, part) => sum + partsOf(part), 1);
    return (iterRange ? partsOf(iterRange) : 0) + lengthMax * body;
  }
  return childrenOf(expression).reduce((sum, child) => sum + partsOf(child), 1);
};

/**
 * The most steps that one evaluation of a condition can take, estimated from above: a list of the data is as
 * long as the data may be. No evaluation goes beyond the limit of all.
 */
export const worstStepsOf = (expression: Expression): number =>
  Math.min(stepsMax, partsOf(expression));

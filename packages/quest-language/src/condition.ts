import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { nestingOf } from './check-event-data.ts';
import { checkExpression } from './condition/check-expression.ts';
import type { ConditionEvent } from './condition/condition-event.ts';
import { eventValueOf } from './condition/event-values.ts';
import { childrenOf, type Expression, textOf } from './condition/expression.ts';
import { costlyFunctions, mixedArithmetic } from './condition/functions.ts';
import { createMeter } from './condition/meter.ts';
import { meterExpression } from './condition/meter-expression.ts';
import { compilePattern, type Pattern } from './condition/pattern.ts';
import { textFunctions } from './condition/text-functions.ts';
import { timeFunctions } from './condition/time-functions.ts';
import { worstStepsOf } from './condition/worst-case.ts';

export type { ConditionEvent };

/**
 * Whether an event fulfils it: undefined where it reads a field that is missing or of another type, false
 * where it is too much work.
 */
export type Condition = (event: ConditionEvent) => boolean | undefined;

export type CompiledCondition =
  | {
      readonly kind: 'condition';
      readonly condition: Condition;
      /** The most steps that an evaluation can take, estimated from above. */
      readonly worstSteps: number;
    }
  | { readonly kind: 'fault'; readonly message: string };

const textLengthMax = 1_000;
const messageLengthMax = 200;
const nestingMax = 20;
/** A bracket within them nests nothing. */
const stringOrComment =
  /\/\/[^\r\n]*|[rR](?:"[^"]*"|'[^']*')|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g;

const meter = createMeter();

/**
 * Begins the work for one event. Code that decides events calls it before each: past `eventStepsMax` every
 * further condition that costs anything is false for that event.
 */
export const beginEvent = (): void => meter.beginEvent();

/** The work of all conditions for the event that was begun last, in steps. */
export const eventSteps = (): number => meter.eventSteps();

/** The patterns of the condition that is being evaluated; evaluation never yields. */
let patterns: ReadonlyMap<string, Pattern> = new Map();

const patternOf = (text: string): Pattern => {
  const pattern = patterns.get(text);
  if (!pattern) throw new Error(`no pattern ${text}`);
  return pattern;
};

const environment = celEnv({
  funcs: [
    ...costlyFunctions(meter.charge),
    ...mixedArithmetic(),
    ...textFunctions(meter.charge, patternOf),
    ...timeFunctions(meter.charge),
  ],
});

/**
 * Compiles a CEL expression over `event`. Everything that can be refused before an event arrives is a
 * fault in words for the author. Its cost is bounded at both ends: the text by its length, nesting and
 * size, an evaluation by steps, past which the condition is false.
 */
export const compileCondition = (text: string): CompiledCondition => {
  if (text.length > textLengthMax) return fault(`is longer than ${textLengthMax} characters`);
  if (nestingOf(text.replaceAll(stringOrComment, '')) > nestingMax)
    return fault(`nests more than ${nestingMax} brackets`);
  try {
    const root = expressionOf(text);
    const message = checkExpression(root);
    if (message !== undefined) return fault(message);
    const worstSteps = worstStepsOf(root);
    return { kind: 'condition', condition: conditionOf(root), worstSteps };
  } catch (error) {
    return fault(messageOf(error));
  }
};

/** A parser's place as people write it; it may expect dozens of things. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/^<input>:(\d+):(\d+): /, 'line $1, column $2: ')
    .slice(0, messageLengthMax);

const fault = (message: string): CompiledCondition => ({ kind: 'fault', message });

/** Parses a condition that compiles. */
export const expressionOf = (text: string): Expression => {
  const { expr } = parse(text);
  if (!expr) throw new Error('is not an expression');
  return expr;
};

const conditionOf = (root: Expression): Condition => {
  const own = patternsOf(root);
  const evaluate = plan(environment, meterExpression(root));
  return (event) => {
    meter.reset();
    patterns = own;
    const { stackTraceLimit } = Error;
    // A missing field is an Error to the library, at 10 µs for its stack trace, and 1 µs without.
    Error.stackTraceLimit = 0;
    try {
      const value = evaluate({ event: eventValueOf(event) });
      if (meter.isExhausted()) return false;
      return isCelError(value) ? undefined : value === true;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
};

const patternsOf = (root: Expression): ReadonlyMap<string, Pattern> => {
  const found = new Map<string, Pattern>();
  const visit = (expression: Expression) => {
    const { exprKind: kind } = expression;
    if (kind.case === 'callExpr' && kind.value.function === 'matches') {
      const text = textOf(kind.value.args.at(-1));
      if (text !== undefined && !found.has(text)) found.set(text, compilePattern(text));
    }
    for (const child of childrenOf(expression)) visit(child);
  };
  visit(root);
  return found;
};

import { childrenOf, type Expression, nameOf, textOf } from './expression.ts';
import { isZoneOrOffset, timeReaders } from './time-functions.ts';

const nodesMax = 500;
const entriesMax = 100;
const comprehensionDepthMax = 2;

/** What the expression's names stand for, outside and within comprehensions. */
interface Scope {
  readonly names: ReadonlySet<string>;
  readonly comprehensions: number;
}

const eventFields = new Set(['type', 'source', 'user_id', 'time', 'data', 'extensions']);

const comparisons = ['_==_', '_!=_', '_<_', '_<=_', '_>_', '_>=_', '@in'];
const searches = ['contains', 'startsWith', 'endsWith', 'matches'];
const truthOperators = ['_&&_', '_||_', '!_'];

/** Functions and operators of conditions, with how many operands they take, their target among them. */
const functions: ReadonlyMap<string, readonly number[]> = new Map(
  [
    {
      operands: [1],
      names: ['!_', '-_', '@not_strictly_false', 'size', 'int', 'double', 'string'],
    },
    { operands: [1], names: ['timestamp', 'duration'] },
    { operands: [2], names: [...comparisons, ...searches, '_&&_', '_||_'] },
    { operands: [2], names: ['_+_', '_-_', '_*_', '_/_', '_%_', '_[_]'] },
    { operands: [3], names: ['_?_:_'] },
    { operands: [1, 2], names: [...timeReaders] },
  ].flatMap(({ operands, names }) => names.map((name) => [name, operands] as const)),
);

/** What is wrong with an expression that parses, in words for its author. */
export const checkExpression = (root: Expression): string | undefined => {
  const faults: string[] = [];
  let nodes = 0;
  const visit = (expression: Expression, scope: Scope): void => {
    nodes++;
    const fault = faultOf(expression, scope);
    if (fault !== undefined) faults.push(fault);
    if (faults.length > 0 || nodes > nodesMax) return;
    visitChildren(expression, scope, visit);
  };
  visit(root, { names: new Set(['event']), comprehensions: 0 });
  if (nodes > nodesMax) return `is too large: more than ${nodesMax} parts`;
  return faults[0] ?? (kindOf(root) === 'other' ? 'must be true or false' : undefined);
};

const visitChildren = (
  expression: Expression,
  scope: Scope,
  visit: (child: Expression, scope: Scope) => void,
) => {
  const { exprKind: kind } = expression;
  if (kind.case !== 'comprehensionExpr') {
    for (const child of childrenOf(expression)) visit(child, scope);
    return;
  }
  const { iterRange, iterVar } = kind.value;
  const inner = {
    names: new Set([...scope.names, iterVar, '@result']),
    comprehensions: scope.comprehensions + 1,
  };
  for (const child of childrenOf(expression)) visit(child, child === iterRange ? scope : inner);
};

const faultOf = (expression: Expression, scope: Scope): string | undefined => {
  const { exprKind: kind } = expression;
  switch (kind.case) {
    case 'identExpr':
      return scope.names.has(kind.value.name)
        ? undefined
        : `knows no '${kind.value.name}': only 'event' has a value here`;
    case 'selectExpr':
      return nameOf(kind.value.operand) === 'event' && !eventFields.has(kind.value.field)
        ? `event has no '${kind.value.field}': it has ${[...eventFields].join(', ')}`
        : undefined;
    case 'listExpr':
      return kind.value.elements.length > entriesMax
        ? `a list has more than ${entriesMax} elements`
        : undefined;
    case 'structExpr':
      return structFault(kind.value);
    case 'comprehensionExpr':
      return comprehensionFault(kind.value.iterVar, scope);
    case 'callExpr':
      return callFault(expression);
    case 'constExpr':
      return constantFault(kind.value.constantKind.case);
    default:
      return 'is not an expression';
  }
};

const constantFault = (kind: string | undefined) =>
  kind === 'uint64Value' || kind === 'bytesValue'
    ? `${kind === 'bytesValue' ? 'bytes' : 'unsigned numbers'} have no use in a condition`
    : undefined;

type Struct = Extract<Expression['exprKind'], { case: 'structExpr' }>['value'];

const structFault = ({ messageName, entries }: Struct) => {
  if (messageName !== '') return `knows no '${messageName}'`;
  if (entries.length > entriesMax) return `a map has more than ${entriesMax} entries`;
  return entries.every(
    ({ keyKind }) => keyKind.case === 'mapKey' && textOf(keyKind.value) !== undefined,
  )
    ? undefined
    : 'the keys of a map must be strings';
};

const comprehensionFault = (name: string, { comprehensions }: Scope) => {
  if (comprehensions >= comprehensionDepthMax)
    return `nests all, exists, exists_one, map and filter more than ${comprehensionDepthMax} deep`;
  return name === 'event' ? "'event' cannot name an element" : undefined;
};

const callFault = (expression: Expression): string | undefined => {
  if (expression.exprKind.case !== 'callExpr') return undefined;
  const { function: name, target, args } = expression.exprKind.value;
  const counts = functions.get(name);
  if (!counts) return `knows no function '${name}'`;
  const operands = target ? [target, ...args] : args;
  if (!counts.includes(operands.length)) return `'${name}' has ${args.length} arguments`;
  if (timeReaders.has(name) && operands.length === 2) return zoneFault(textOf(operands[1]));
  if (name === 'matches' && textOf(operands[1]) === undefined)
    return 'the pattern of matches must be a string literal';
  if (truthOperators.includes(name) && operands.some((operand) => kindOf(operand) === 'other'))
    return `'${name.replaceAll('_', '')}' is given something that is not true or false`;
  return undefined;
};

const zoneFault = (zone: string | undefined) => {
  if (zone === undefined) return 'a time zone must be a string literal';
  return isZoneOrOffset(zone) ? undefined : `knows no time zone '${zone}'`;
};

const truthFunctions = new Set([
  ...truthOperators,
  ...comparisons,
  ...searches,
  '@not_strictly_false',
]);

/** Whether an expression is true or false, is something else for certain, or depends on the event. */
const kindOf = (expression: Expression): 'truth' | 'other' | 'unknown' => {
  const { exprKind: kind } = expression;
  switch (kind.case) {
    case 'constExpr':
      return kind.value.constantKind.case === 'boolValue' ? 'truth' : 'other';
    case 'listExpr':
    case 'structExpr':
      return 'other';
    case 'identExpr':
      return kind.value.name === 'event' ? 'other' : 'unknown';
    case 'selectExpr':
      if (kind.value.testOnly) return 'truth';
      return nameOf(kind.value.operand) === 'event' ? 'other' : 'unknown';
    case 'callExpr':
      return kindOfCall(kind.value.function, kind.value.args);
    case 'comprehensionExpr':
      return kind.value.accuInit?.exprKind.case === 'listExpr' ? 'other' : 'truth';
    default:
      return 'unknown';
  }
};

const kindOfCall = (name: string, args: readonly Expression[]) => {
  if (truthFunctions.has(name)) return 'truth';
  if (name === '_[_]') return 'unknown';
  if (name !== '_?_:_') return 'other';
  const branches = args.slice(1).map(kindOf);
  return branches.every((kind) => kind === 'other') ? 'other' : (branches[0] ?? 'unknown');
};

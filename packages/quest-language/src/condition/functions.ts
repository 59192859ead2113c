import {
  type CelList,
  type CelMap,
  CelScalar,
  type CelValue,
  celFunc,
  celList,
  isCelList,
  isCelMap,
  listType,
  mapType,
} from '@bufbuild/cel';
import { equals } from './equals.ts';
import {
  accumulatorFunction,
  appendFunction,
  indexFunction,
  rangeFunction,
} from './meter-expression.ts';

const { BOOL, DOUBLE, DYN, INT, STRING } = CelScalar;
const list = listType(DYN);
const map = mapType(DYN, DYN);

type Charge = (steps: number) => void;

/** The functions of CEL whose cost lies in their arguments, each paying before it works. */
export const costlyFunctions = (charge: Charge) => [
  ...comprehensionFunctions(charge),
  ...equalityFunctions(charge),
];

/** What `meterExpression` puts into comprehensions and for an index. */
const comprehensionFunctions = (charge: Charge) => {
  const accumulated = new WeakMap<CelList, CelValue[]>();
  return [
    celFunc(rangeFunction, [DYN, INT], DYN, (range, steps) => {
      if (isCelList(range) || isCelMap(range)) charge(1 + range.size * Number(steps));
      return range;
    }),
    celFunc(accumulatorFunction, [], list, () => {
      const values: CelValue[] = [];
      const result = celList(values);
      accumulated.set(result, values);
      return result;
    }),
    celFunc(appendFunction, [list, DYN], list, (result, value) => {
      accumulated.get(result)?.push(value);
      return result;
    }),
    celFunc(indexFunction, [DYN, DYN], DYN, (from, index) => elementOf(from, index)),
    celFunc('_+_', [list, list], list, (a, b) => {
      charge(a.size + b.size);
      return celList([...a, ...b]);
    }),
  ];
};

const elementOf = (from: CelValue, index: CelValue): CelValue => {
  const element = isCelList(from)
    ? from.get(positionOf(index))
    : isCelMap(from) && typeof index === 'string'
      ? from.get(index)
      : undefined;
  if (element === undefined) throw new Error('no such element');
  return element;
};

const positionOf = (index: CelValue): number => {
  const position = typeof index === 'bigint' ? Number(index) : index;
  return typeof position === 'number' && Number.isSafeInteger(position) ? position : -1;
};

const equalityFunctions = (charge: Charge) => [
  celFunc('_==_', [DYN, DYN], BOOL, (a, b) => equals(a, b, charge)),
  celFunc('_!=_', [DYN, DYN], BOOL, (a, b) => !equals(a, b, charge)),
  celFunc('@in', [DYN, list], BOOL, (value, values) => isIn(value, values, charge)),
  celFunc('@in', [STRING, map], BOOL, (key, values: CelMap) => values.get(key) != null),
];

const isIn = (value: CelValue, values: CelList, charge: Charge) => {
  charge(values.size);
  for (const other of values) if (equals(value, other, charge)) return true;
  return false;
};

/** Numbers of an event are doubles; with an int of the expression the result is a double too. */
export const mixedArithmetic = () =>
  [
    ['_+_', (a: number, b: number) => a + b],
    ['_-_', (a: number, b: number) => a - b],
    ['_*_', (a: number, b: number) => a * b],
    ['_/_', (a: number, b: number) => a / b],
  ]
    .flatMap(([name, apply]) => mixed(name as string, apply as Arithmetic))
    .concat(
      mixed('_%_', (a, b) => a % b),
      celFunc('_%_', [DOUBLE, DOUBLE], DOUBLE, (a, b) => a % b),
    );

type Arithmetic = (a: number, b: number) => number;

const mixed = (name: string, apply: Arithmetic) => [
  celFunc(name, [DOUBLE, INT], DOUBLE, (a, b) => apply(a, Number(b))),
  celFunc(name, [INT, DOUBLE], DOUBLE, (a, b) => apply(Number(a), b)),
];

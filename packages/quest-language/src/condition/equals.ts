import { type CelValue, isCelList, isCelMap } from '@bufbuild/cel';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';

/**
 * CEL's equality over the values that a condition can meet, paid for as it goes: two lists of an
 * event may be long. Numbers compare by value whatever their type, values of other types are unequal.
 */
export const equals = (a: CelValue, b: CelValue, charge: (steps: number) => void): boolean => {
  if (a === b) return true;
  if (isNumeric(a) && isNumeric(b)) return Number(a) === Number(b);
  if (typeof a === 'string' && typeof b === 'string') {
    charge(a.length / 256);
    return false;
  }
  if (isCelList(a)) return isCelList(b) && a.size === b.size && listsEqual([...a], [...b], charge);
  if (isCelMap(a)) {
    if (!isCelMap(b) || a.size !== b.size) return false;
    charge(a.size);
    return [...a].every(([key, value]) => {
      const other = b.get(key);
      return other !== undefined && equals(value, other, charge);
    });
  }
  return isReflectMessage(a) && isReflectMessage(b) && momentsEqual(a, b);
};

const isNumeric = (value: CelValue): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

const listsEqual = (
  a: readonly CelValue[],
  b: readonly CelValue[],
  charge: (steps: number) => void,
) => {
  charge(a.length);
  return a.every((value, index) => equals(value, b[index] as CelValue, charge));
};

type Message = { readonly desc: { readonly typeName: string }; readonly message: object };

/** Timestamps and durations, the only messages of conditions. */
const momentsEqual = (a: Message, b: Message) => {
  const [left, right] = [a.message as Moment, b.message as Moment];
  return (
    a.desc.typeName === b.desc.typeName &&
    left.seconds === right.seconds &&
    left.nanos === right.nanos
  );
};

interface Moment {
  readonly seconds: bigint;
  readonly nanos: number;
}

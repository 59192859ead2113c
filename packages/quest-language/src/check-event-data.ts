import { eventDataBytesMax } from '@questline/contracts/event';
import type { Fault } from './fault.ts';

const nestingMax = 32;

/** A value that is still to be looked at, with the way to it. */
interface Pending {
  readonly value: unknown;
  readonly depth: number;
  readonly parent: Pending | undefined;
  readonly key: string | number;
}

/**
 * The first fault of an event's data, any value of JSON, that could not be stored or compared exactly: nested deeper than
 * 32 levels, a NUL or a lone surrogate in a text, a number that is not finite or an integer beyond
 * 2^53 - 1, more than 16 KiB of JSON.
 */
export const checkEventData = (data: unknown): Fault | undefined => {
  const pending: Pending[] = [{ value: data, depth: 1, parent: undefined, key: 'data' }];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const message = messageOf(at, pending);
    if (message !== undefined) return { path: pathOf(at), message };
  }
  return Buffer.byteLength(JSON.stringify(data)) > eventDataBytesMax
    ? { path: 'data', message: `is longer than ${eventDataBytesMax} bytes of JSON` }
    : undefined;
};

const messageOf = (at: Pending, pending: Pending[]): string | undefined => {
  const { value } = at;
  if (typeof value === 'string') return textFault(value);
  if (typeof value === 'number') return numberFault(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (at.depth > nestingMax) return `is nested deeper than ${nestingMax} levels`;
  return Array.isArray(value) ? pushElements(at, value, pending) : pushFields(at, value, pending);
};

const pushElements = (at: Pending, values: readonly unknown[], pending: Pending[]) => {
  const depth = at.depth + 1;
  for (let key = values.length - 1; key >= 0; key--)
    pending.push({ value: values[key], depth, parent: at, key });
  return undefined;
};

const pushFields = (at: Pending, value: object, pending: Pending[]) => {
  const depth = at.depth + 1;
  for (const key in value) {
    const fault = textFault(key);
    if (fault !== undefined) return `has a name that ${fault}`;
    pending.push({ value: (value as Record<string, unknown>)[key], depth, parent: at, key });
  }
  return undefined;
};

const textFault = (text: string) => {
  if (text.includes('\0')) return 'contains a NUL character';
  return text.isWellFormed() ? undefined : 'contains half of a surrogate pair';
};

const numberFault = (value: number) => {
  if (!Number.isFinite(value)) return 'is not a finite number';
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? 'is an integer beyond 2^53 - 1, which cannot be kept exactly'
    : undefined;
};

const pathOf = ({ parent, key }: Pending): string => {
  if (!parent) return String(key);
  return `${pathOf(parent)}${typeof key === 'number' ? `[${key}]` : `.${key}`}`;
};

const quote = 0x22;
const backslash = 0x5c;

/**
 * How deep brackets and braces nest outside of strings: one scan of a JSON text, so that 4 MiB of `[`
 * are refused before they are parsed.
 */
export const nestingOf = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (isOpening(code)) deepest = Math.max(deepest, ++depth);
    else if (isClosing(code)) depth--;
  }
  return deepest;
};

/** `(`, `[` or `{`; JSON has no round ones outside of strings, expressions do. */
const isOpening = (code: number) => code === 0x5b || code === 0x7b || code === 0x28;
const isClosing = (code: number) => code === 0x5d || code === 0x7d || code === 0x29;

const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at;
  }
  return text.length;
};

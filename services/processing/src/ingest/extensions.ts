import type { Extensions } from '../events/event.ts';

/** A name of a context attribute (CloudEvents 1.0.2, 3.1). */
const attributeName = /^[a-z0-9]+$/;
/** Of the JSON of all extension attributes of one event, in bytes. */
const extensionsBytesMax = 4 * 1024;
const integerMax = 2_147_483_647;

type Fault = { readonly path: string; readonly message: string };

const valueFault = (value: unknown): string | undefined => {
  if (typeof value === 'string' || typeof value === 'boolean') return undefined;
  const isInteger = typeof value === 'number' && Number.isInteger(value);
  return isInteger && Math.abs(value) <= integerMax
    ? undefined
    : 'must be a text, true, false or a whole number of 32 bits';
};

const faultOf = (name: string, value: unknown): string | undefined => {
  if (!attributeName.test(name)) return 'is no attribute: names have lower-case letters and digits';
  return valueFault(value);
};

/**
 * What an event has besides the attributes that the specification names, and what is wrong with it; one
 * that is null is not there.
 */
export const readExtensions = (
  rest: Readonly<Record<string, unknown>>,
): { readonly extensions: Extensions | undefined; readonly faults: readonly Fault[] } => {
  const extensions: Record<string, string | number | boolean> = {};
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(rest)) {
    if (value === null || value === undefined) continue;
    const message = faultOf(name, value);
    if (message === undefined) extensions[name] = value as string | number | boolean;
    else faults.push({ path: name, message });
  }
  if (Object.keys(extensions).length === 0) return { extensions: undefined, faults };
  if (Buffer.byteLength(JSON.stringify(extensions)) > extensionsBytesMax) {
    const message = `has more than ${extensionsBytesMax} bytes of extension attributes`;
    faults.push({ path: '', message });
  }
  return { extensions, faults };
};

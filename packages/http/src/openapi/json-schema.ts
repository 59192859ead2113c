import type { z } from 'zod';

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** Formats say all that the long patterns which come with them do. */
const formats = new Set(['date-time', 'uuid']);

/** No text that is stored holds NUL, and one that is trimmed and not empty has something to show. */
const storable = '^[^\\u0000]*$';
const visible = '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$';

type Check = { readonly _zod: { readonly def: { readonly check: string } } };

const isTrimmed = (checks: unknown): boolean =>
  Array.isArray(checks) && (checks as Check[]).some(({ _zod }) => _zod.def.check === 'overwrite');

/**
 * How the schemas that validate are written down. Objects that ignore what they do not know stay open, so
 * that clients do too and a later release can add fields; formats stand without their patterns; the
 * bounds of exact integers, which hold for every number, are left out; texts say what cannot be stored.
 */
export const writeSchema: Override = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && !('catchall' in def && def.catchall)) {
    delete jsonSchema.additionalProperties;
  }
  if (def.type === 'undefined' || def.type === 'void') jsonSchema.type = 'null';
  // What a text goes on to be says more than its first check does: an address of e-mail.
  if (def.type === 'pipe') delete jsonSchema.pattern;
  if (formats.has(jsonSchema.format ?? '')) delete jsonSchema.pattern;
  // Texts of requests are bounded, those of answers are as they are.
  if (jsonSchema.type === 'string' && jsonSchema.maxLength !== undefined && !jsonSchema.format) {
    const filled = isTrimmed(def.checks) && (jsonSchema.minLength ?? 0) > 0;
    jsonSchema.pattern ??= filled ? visible : storable;
  }
  if (jsonSchema.type === 'integer') {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  }
};

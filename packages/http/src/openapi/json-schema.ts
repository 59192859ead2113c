import type { z } from 'zod';

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/** Formats say all that the long patterns which come with them do. */
const formats = new Set(['date-time', 'uuid', 'email']);

/**
 * How the schemas that validate are written down. Objects that ignore what they do not know stay open, so
 * that clients do too and a later release can add fields; formats stand without their patterns; the
 * bounds of exact integers, which hold for every number, are left out.
 */
export const writeSchema: Override = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && !('catchall' in def && def.catchall)) {
    delete jsonSchema.additionalProperties;
  }
  if (def.type === 'undefined' || def.type === 'void') jsonSchema.type = 'null';
  if (formats.has(jsonSchema.format ?? '')) delete jsonSchema.pattern;
  if (jsonSchema.type === 'integer') {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  }
};

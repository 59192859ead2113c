import { type CelMap, type CelValue, celList, celMap } from '@bufbuild/cel';
import { reflect } from '@bufbuild/protobuf/reflect';
import { TimestampSchema, timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { ConditionEvent } from './condition-event.ts';

/** Every quest on an event's type asks about the same event. */
const known = new WeakMap<ConditionEvent, CelMap>();

/**
 * An event as CEL reads it. Converted as a whole and once: the library would convert an object anew
 * each time that an expression goes through it.
 */
export const eventValueOf = (event: ConditionEvent): CelMap => {
  const found = known.get(event);
  if (found) return found;
  const { type, source, user_id, time, data, extensions = {} } = event;
  const value = celMap(
    new Map<string, CelValue>([
      ['type', type],
      ['source', source],
      ['user_id', user_id],
      ['time', reflect(TimestampSchema, timestampFromMs(time.getTime()))],
      ['data', celValueOf(data)],
      ['extensions', celValueOf(extensions)],
    ]),
  );
  known.set(event, value);
  return value;
};

const celValueOf = (json: unknown): CelValue => {
  if (Array.isArray(json)) return celList(json.map(celValueOf));
  if (typeof json === 'object' && json !== null) {
    const entries = new Map<string, CelValue>();
    for (const key of Object.keys(json))
      entries.set(key, celValueOf((json as Record<string, unknown>)[key]));
    return celMap(entries);
  }
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean')
    return json;
  return null;
};

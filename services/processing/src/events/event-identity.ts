import { hash } from 'node:crypto';

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * The key of an event's identity, 32 hexadecimal digits: a digest of source and id. A UUIDv7 keeps
 * its 12 digits of time in front, so that keys of one hour lie side by side in their index. The
 * database's function `event_identity` computes the same.
 */
export const identityKeyOf = ({ source, id }: { source: string; id: string }): string => {
  const digest = hash('sha256', `${source}\0${id}`, 'hex');
  return uuidV7.test(id)
    ? `${id.slice(0, 8)}${id.slice(9, 13)}${digest.slice(0, 20)}`
    : digest.slice(0, 32);
};

/** The same JSON for the same value, whatever the order of its keys. Values are at most 32 levels deep. */
const toCanonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(toCanonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value)
    .filter((key) => (value as Record<string, unknown>)[key] !== undefined)
    .sort()
    .map(
      (key) => `${JSON.stringify(key)}:${toCanonicalJson((value as Record<string, unknown>)[key])}`,
    );
  return `{${fields.join(',')}}`;
};

/**
 * A digest of what an event says, 32 hexadecimal digits; `time` is null where the sender gave none. No data
 * are as good as an empty object. Extension attributes but `timezone` play no part: intermediaries add them
 * on the way, other ones to each delivery of the same event.
 */
export const payloadDigestOf = (event: {
  type: string;
  user_id: string;
  time: Date | null;
  /** Any JSON value, unless the data are bytes. */
  data?: unknown;
  data_base64?: string | undefined;
  timezone?: string | undefined;
}): string => {
  const { data = {}, data_base64, timezone = '' } = event;
  const content = data_base64 === undefined ? toCanonicalJson(data) : `bytes ${data_base64}`;
  const text = `${JSON.stringify([event.type, event.user_id, event.time?.getTime() ?? null])}${content}${timezone}`;
  return hash('sha256', text, 'hex').slice(0, 32);
};

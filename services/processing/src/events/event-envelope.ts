/** Extension attributes of a CloudEvent by name; a plain event has `timezone` at the most. */
export type Extensions = Readonly<Record<string, string | number | boolean>>;

/** What a sender put into an event, as it is stored and shown. */
export interface EventContent {
  /** Any JSON value; undefined where there is none, or where it is bytes. */
  readonly data?: unknown;
  /** Bytes, in Base64. */
  readonly data_base64?: string | undefined;
  /** Undefined for JSON. */
  readonly datacontenttype?: string | undefined;
  readonly dataschema?: string | undefined;
  readonly extensions?: Extensions | undefined;
}

/**
 * The `envelope` column of an event: null where its data are an object, which has a column of its own, and
 * there is nothing else to store.
 */
export interface StoredEnvelope {
  /** Where the data are when they are no object; the column of data is then empty. */
  readonly content?: 'none' | 'value' | 'bytes';
  readonly value?: unknown;
  readonly bytes?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly extensions?: Extensions;
}

type Data = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const noData: Data = {};
const withoutData: StoredEnvelope = { content: 'none' };

const contentOf = ({ data, data_base64 }: EventContent): StoredEnvelope | undefined => {
  if (data_base64 !== undefined) return { content: 'bytes', bytes: data_base64 };
  if (data === undefined) return withoutData;
  return isObject(data) ? undefined : { content: 'value', value: data };
};

/** The columns that hold what an event contains; `data` is what conditions and fields find something in. */
export const toColumns = (event: EventContent): { data: Data; envelope: StoredEnvelope | null } => {
  const data = event.data_base64 === undefined && isObject(event.data) ? event.data : noData;
  const content = contentOf(event);
  const { datacontenttype, dataschema, extensions } = event;
  if (datacontenttype === undefined && dataschema === undefined && extensions === undefined) {
    return { data, envelope: content ?? null };
  }
  const envelope = {
    ...content,
    ...(datacontenttype !== undefined && { datacontenttype }),
    ...(dataschema !== undefined && { dataschema }),
    ...(extensions !== undefined && { extensions }),
  };
  return { data, envelope };
};

/** The same as it was sent. */
export const fromColumns = (data: Data, envelope: StoredEnvelope | null): EventContent => {
  if (envelope === null) return { data };
  const { content, value, bytes, ...rest } = envelope;
  switch (content) {
    case 'none':
      return rest;
    case 'value':
      return { data: value, ...rest };
    case 'bytes':
      return { data_base64: bytes, ...rest };
    default:
      return { data, ...rest };
  }
};

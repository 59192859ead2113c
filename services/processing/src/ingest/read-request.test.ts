import { Refusal } from '@questline/http/refusal';
import { describe, expect, it } from 'vitest';
import { readRequest } from './read-request.ts';

const now = new Date('2030-06-05T12:00:00Z');
const defaults = () => ({ newId: () => 'new', now, traceparent: undefined, source: 'app' });

const read = (headers: Record<string, string>, body: string | Buffer | object = '') =>
  readRequest(
    headers,
    typeof body === 'string' || Buffer.isBuffer(body)
      ? Buffer.from(body)
      : Buffer.from(JSON.stringify(body)),
    defaults,
  );

const only = (headers: Record<string, string>, body?: string | Buffer | object) => {
  const [first] = read(headers, body).events;
  return first?.kind === 'event' ? first.event : first;
};

const refusalOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error('was not refused');
};

const envelope = { specversion: '1.0', id: 'e1', source: '/game', type: 'won', subject: 'ada' };
const ce = {
  'ce-specversion': '1.0',
  'ce-id': 'e1',
  'ce-source': '/game',
  'ce-type': 'won',
  'ce-subject': 'ada',
};
const structured = { 'content-type': 'application/cloudevents+json' };
const batched = { 'content-type': 'application/cloudevents-batch+json' };
const plain = { 'content-type': 'application/json' };

describe('the media type decides the mode', () => {
  it('structured, with ce- headers that repeat the envelope', () => {
    const event = only({ ...ce, ...structured }, { ...envelope, data: { n: 1 } });
    expect(event).toMatchObject({ id: 'e1', data: { n: 1 } });
  });

  it('batched, with ce- headers too', () => {
    expect(read({ ...ce, ...batched }, [envelope, { ...envelope, id: 'e2' }])).toMatchObject({
      single: false,
      events: [{ event: { id: 'e1' } }, { event: { id: 'e2' } }],
    });
  });

  it('binary, whatever type the data are of', () => {
    expect(only({ ...ce, ...plain }, envelope)).toMatchObject({ id: 'e1', data: envelope });
  });

  it('and of an empty batch there are no events', () => {
    expect(read(batched, [])).toEqual({ events: [], single: false });
    expect(read(plain, [])).toEqual({ events: [], single: false });
  });

  it.each([
    ['another format of CloudEvents', { ...ce, 'content-type': 'application/cloudevents+avro' }],
    ['a batch of another format', { 'content-type': 'application/cloudevents-batch+xml' }],
    ['text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no type', {}],
    ['JSON that is not UTF-8', { 'content-type': 'application/json; charset=iso-8859-1' }],
    ['binary JSON that is not UTF-8', { ...ce, 'content-type': 'a/b+json;charset=utf-16' }],
    ['a charset that nobody knows', { ...ce, 'content-type': 'text/plain; charset=klingon' }],
  ])('but %s is refused with what is taken', (_, headers) => {
    const refusal = refusalOf(() => read(headers as Record<string, string>, '{}'));
    expect(refusal.status).toBe(415);
    expect(refusal.headers['accept-post']).toBe(
      'application/json, application/cloudevents+json, application/cloudevents-batch+json',
    );
  });
});

describe('the binary mode', () => {
  const json = { ...ce, ...plain };

  it.each<[string, string | undefined, string | Buffer, object]>([
    ['JSON', 'application/json', '{"n":1}', { data: { n: 1 } }],
    ['JSON with parameters', 'application/json; charset="UTF-8"', '1', { data: 1 }],
    ['+json', 'application/vnd.acme+json', '["a"]', { data: ['a'] }],
    ['text/json', 'text/json', 'null', { data: null }],
    ['no type and JSON', undefined, '{"n":1}', { data: { n: 1 } }],
    ['no type and no JSON', undefined, Buffer.from([0xff]), { data_base64: '/w==' }],
    ['text', 'text/plain', 'hello', { data: 'hello' }],
    ['text of a charset', 'text/plain; charset=ISO-8859-1', Buffer.from([0xeb]), { data: 'ë' }],
    ['XML', 'application/xml', '<a/>', { data: '<a/>' }],
    ['+xml', 'application/rss+xml', '<a/>', { data: '<a/>' }],
    ['bytes', 'application/octet-stream', Buffer.from([0, 255]), { data_base64: 'AP8=' }],
  ])('takes %s', (_, type, body, content) => {
    expect(only({ ...ce, ...(type && { 'content-type': type }) }, body)).toMatchObject(content);
  });

  it.each([undefined, 'application/json', 'text/plain', 'image/png'])(
    'has no data where the body is empty and of type %s',
    (type) => {
      const event = only({ ...ce, ...(type && { 'content-type': type }) });
      expect(event).toMatchObject({ id: 'e1', data: undefined, data_base64: undefined });
    },
  );

  it('unquotes and decodes its headers, and reads the others as extensions', () => {
    const event = only({
      ...ce,
      'ce-subject': '"u%22 \\"1\\""',
      'ce-shard': 'eu%2F1',
      'ce-timezone': 'Europe/Berlin',
      'ce-datacontenttype': 'ignored/type',
    });
    expect(event).toMatchObject({
      subject: 'u" "1"',
      extensions: { shard: 'eu/1', timezone: 'Europe/Berlin' },
    });
  });

  it.each([
    [{ ...json, 'ce-id': '%FF' }, 'id'],
    [{ ...json, 'ce-my_ext': 'a' }, 'my_ext'],
    [{ 'ce-id': 'e1', 'ce-source': '/g', 'ce-type': 't', 'ce-subject': 'u' }, 'specversion'],
    [{ ...json, 'ce-time': '' }, 'time'],
    [{ ...json, 'ce-timezone': 'Mars/Phobos' }, 'timezone'],
  ])('names the header at fault: %j', (headers, path) => {
    const paths = () => {
      const event = only(headers as unknown as Record<string, string>, '{}');
      return event && 'errors' in event ? event.errors.map((each) => each.path) : [];
    };
    const found = path === 'id' ? refusalOf(paths).fields.errors : [{ path: paths()[0] }];
    expect(found).toMatchObject([{ path }]);
  });
});

describe('the JSON form of a CloudEvent', () => {
  it('takes what is null as not there, but for data', () => {
    const event = only(structured, {
      ...envelope,
      time: null,
      datacontenttype: null,
      dataschema: null,
      data_base64: null,
      shard: null,
      data: null,
    });
    expect(event).toMatchObject({ data: null, untimed: true, extensions: undefined });
    expect(only(structured, envelope)).toMatchObject({ data: undefined });
  });

  it.each([1, 'text', true, ['a'], { n: 1 }])('takes %j as data', (data) => {
    expect(only(structured, { ...envelope, data })).toMatchObject({ data });
  });

  it('keeps extensions, the type of the data, its schema and bytes', () => {
    const more = { datacontenttype: 'image/png', dataschema: 'https://a/b', data_base64: 'AP8=' };
    const extensions = { shard: 'eu', level: 3, beta: false, traceparent: 'none' };
    expect(only(structured, { ...envelope, ...more, ...extensions })).toMatchObject({
      ...more,
      extensions,
      traceparent: undefined,
    });
  });

  it.each([
    ['data twice', { data: 1, data_base64: 'AP8=' }, 'data_base64'],
    ['what is no Base64', { data_base64: 'AP8' }, 'data_base64'],
    ['an extension that is an object', { shard: {} }, 'shard'],
    ['a fraction', { level: 1.5 }, 'level'],
    ['a number past 32 bits', { level: 2 ** 31 }, 'level'],
    ['a name with capitals', { userId: 'a' }, 'userId'],
    ['more than 4 KiB of extensions', { shard: 'x'.repeat(4_096) }, ''],
    ['no such zone', { timezone: 'Europe/Atlantis' }, 'timezone'],
    ['a time that is none', { time: '2030-06-05' }, 'time'],
  ])('refuses %s', (_, change, path) => {
    expect(only(structured, { ...envelope, ...change })).toMatchObject({
      kind: 'faulty',
      errors: [{ path }],
    });
  });
});

describe('a plain event', () => {
  it('takes any data, a zone of its user, and null for what is not there', () => {
    const event = only(plain, {
      type: 'won',
      user_id: 'ada',
      id: null,
      time: null,
      timezone: 'Europe/Berlin',
      data: 'text',
    });
    expect(event).toMatchObject({
      id: 'new',
      source: 'app',
      data: 'text',
      extensions: { timezone: 'Europe/Berlin' },
      untimed: true,
    });
  });

  it('is JSON of any name', () => {
    const body = { type: 'won', user_id: 'ada' };
    expect(only({ 'content-type': 'application/vnd.acme+json' }, body)).toMatchObject({
      type: 'won',
    });
  });

  it('with a zone that is none is refused', () => {
    expect(only(plain, { type: 'won', user_id: 'ada', timezone: 'CEST+1' })).toMatchObject({
      errors: [{ path: 'timezone' }],
    });
  });
});

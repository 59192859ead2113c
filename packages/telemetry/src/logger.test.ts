import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { inChildSpan, runInSpan, startSpan } from './spans.ts';
import { recordSpans } from './testing/record-spans.ts';

const secret = 'hunter2-hunter2';
const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';

const createLog = () => {
  const lines: string[] = [];
  const logger = createLogger(
    { service: 'test', level: 'info' },
    { write: (line) => void lines.push(line) },
  );
  return {
    logger,
    /** The only line, which has to be JSON still. */
    read: () => {
      expect(lines).toHaveLength(1);
      return { text: lines[0] ?? '', line: JSON.parse(lines[0] ?? '') };
    },
  };
};

describe('a log line', () => {
  it('keeps what an error says, without what it carries', () => {
    const { logger, read } = createLog();
    const cause = Object.assign(
      new Error(`connect ECONNREFUSED amqp://app:${secret}@broker:5672`),
      {
        code: 'ECONNREFUSED',
        config: { headers: { authorization: `Bearer ${jwt}`, cookie: `questline_session=${jwt}` } },
      },
    );
    const error = Object.assign(
      new Error(`no answer of postgres://app:p@${secret}@db/auth`, { cause }),
      {
        request: { password: secret, token: jwt },
      },
    );
    logger.child({ request_id: 'r1' }).error({ err: error }, 'request failed');
    const { text, line } = read();
    expect(text).not.toContain(secret);
    expect(text).not.toContain(jwt);
    expect(line).toMatchObject({
      request_id: 'r1',
      msg: 'request failed',
      err: {
        message: 'no answer of postgres://db/auth',
        stack: expect.stringContaining('logger.test.ts'),
        cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED amqp://broker:5672' },
      },
    });
  });

  it.each([
    ['a password in a field', { user: { deep: { password: secret } } }],
    ['a new password', { body: { new_password: secret } }],
    ['a secret setting', { INTERNAL_TOKEN: secret }],
    ['a password with quotes', { password: `"${secret}"` }],
    [
      'headers',
      { req: { headers: { authorization: secret, cookie: secret, 'x-api-key': secret } } },
    ],
    ['a list of cookies', { headers: { 'set-cookie': [`a=${secret}`, `b=${secret}`] } }],
    ['a body as text', { body: JSON.stringify({ username: 'ada', password: secret }) }],
    ['a form as text', { body: `grant_type=password&password=${secret}` }],
    ['a URL with a token', { url: `/reset-password?token=${secret}` }],
    ['a URL with a password', { url: `https://ada:${secret}@example.org/` }],
    ['a header as text', { reason: `sent Authorization: Basic ${secret}` }],
    ['a header line as text', { reason: `Cookie: theme=dark; questline_session=${secret}` }],
    ['a token as text', { reason: `Bearer ${secret} was refused` }],
    ['a JSON Web Token as text', { reason: `${jwt} has ended` }],
  ])('leaves out %s', (_what, fields) => {
    const { logger, read } = createLog();
    logger.info(fields, 'told');
    const { text, line } = read();
    expect(text).not.toContain(secret);
    expect(text).not.toContain(jwt);
    expect(line).toMatchObject({ service: 'test', msg: 'told' });
  });

  it('leaves a secret out of the message too', () => {
    const { logger, read } = createLog();
    logger.warn(`password=${secret} at https://ada:${secret}@example.org/`);
    expect(read().text).not.toContain(secret);
  });

  it('changes nothing else', () => {
    const { logger, read } = createLog();
    const fields = { token_type: 'bearer', url: 'https://example.org/@ada?x=a@b', n: 1, tokens: 3 };
    logger.info(fields, 'the password was changed; the token: none');
    expect(read().line).toMatchObject({ ...fields, msg: expect.stringContaining('was changed') });
  });

  it('lets a mail without a server be read', () => {
    const { logger, read } = createLog();
    const mail = {
      to: 'ada@example.org',
      text: `https://example.org/reset-password?token=${secret}`,
    };
    logger.info({ mail }, 'mail not sent: no SMTP_HOST');
    expect(read().line.mail).toEqual(mail);
  });

  it('does not take a text for a mail', () => {
    const { logger, read } = createLog();
    logger.info({ password: secret, reason: '"mail":{"to":"me"}' }, 'told');
    expect(read().text).not.toContain(secret);
  });

  it('stays JSON, whatever is logged', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('"', '\\', 'password', '=', ':', '"token"', 'a://', '@', '[', ' '))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.dictionary(text, text), (message, fields) => {
        const { logger, read } = createLog();
        logger.info({ fields, message });
        expect(read().line.service).toBe('test');
      }),
    );
  });

  it('takes no longer than its length', () => {
    const { logger, read } = createLog();
    const parts = ['a://', '"token', 'password', 'password-', 'eyJ-', 'a.', 'cookie ', 'Bearer '];
    const nasty = parts.map((part) => part.repeat(50_000));
    const startedAt = performance.now();
    logger.info({ nasty }, 'told');
    read();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('trace ids in log lines', () => {
  it('are those of the active span', async () => {
    await using recorder = recordSpans();
    const span = startSpan('work');
    const { logger, read } = createLog();
    await runInSpan(span, async () => {
      await inChildSpan('inner', {}, async () => logger.info('told'));
    });
    span?.end();
    const [inner] = recorder.spans();
    expect(read().line).toMatchObject({ trace_id: inner?.trace_id, span_id: inner?.span_id });
  });

  it('are absent outside of a trace, and with tracing off', async () => {
    const { logger, read } = createLog();
    logger.info('told');
    expect(read().line).not.toHaveProperty('trace_id');
  });
});

import { type AddressInfo, createServer } from 'node:net';
import { Writable } from 'node:stream';
import { createLogger } from '@questline/telemetry/logger';
import { testLogger } from '@questline/testkit/test-database';
import { expect, test } from 'vitest';
import { createTestAuth } from '../../test/test-auth.ts';
import { createMailer } from './mailer.ts';

const from = 'questline@example.org';
const development = { from, logger: testLogger, production: false };
const mail = { to: 'ada@example.org', subject: 'Hello', text: 'How are you?' };

test('a superuser sends a test e-mail', async () => {
  await using auth = await createTestAuth();
  const send = (query: string, headers: Record<string, string>) =>
    auth.server.inject({ method: 'POST', url: `/api/v1/utils/test-email/${query}`, headers });
  const admin = await auth.createSuperuser();
  const ada = await auth.createUser('ada');

  expect((await send('?email_to=x@example.org', admin.headers)).statusCode).toBe(201);
  expect(auth.mails).toMatchObject([{ to: 'x@example.org' }]);
  expect((await send('?email_to=x', admin.headers)).statusCode).toBe(422);
  expect((await send('', admin.headers)).statusCode).toBe(422);
  expect((await send('?email_to=x', ada.headers)).statusCode).toBe(403);
  expect((await send('?email_to=x', {})).statusCode).toBe(401);
  expect(auth.mails).toHaveLength(1);
});

test('a mail server that is out is answered 503', async () => {
  const mailer = createMailer({
    ...development,
    smtp: { host: '127.0.0.1', port: 1, insecure: false },
  });
  await using auth = await createTestAuth({ mailer });
  const { headers } = await auth.createSuperuser();
  const url = '/api/v1/utils/test-email/?email_to=x@example.org';
  const answer = await auth.server.inject({ method: 'POST', url, headers });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBeDefined();
  expect(answer.body).not.toContain('127.0.0.1');
});

/** Speaks just enough SMTP to take a mail, without TLS; what it was told is in `received`. */
const startPlainSmtp = async () => {
  const received: string[] = [];
  const smtp = createServer((socket) => {
    socket.write('220 ready\r\n');
    socket.on('data', (chunk) => {
      const text = String(chunk);
      received.push(text);
      if (text.startsWith('DATA')) socket.write('354 go on\r\n');
      else if (text.startsWith('QUIT')) socket.end('221 bye\r\n');
      else if (text.startsWith('EHLO')) socket.write('250-hello\r\n250 AUTH PLAIN\r\n');
      else if (text.startsWith('AUTH')) socket.write('235 welcome\r\n');
      else if (/^(MAIL|RCPT)/.test(text) || text.endsWith('\r\n.\r\n')) socket.write('250 ok\r\n');
      else if (/^STARTTLS/.test(text)) socket.write('502 not here\r\n');
    });
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.address() as AddressInfo;
  return { port, received, [Symbol.dispose]: () => void smtp.close() };
};

const auth = { user: 'ada', pass: 'secret of ada' };

test('a mail server gets the mail, for one recipient; without TLS where that is allowed', async () => {
  using server = await startPlainSmtp();
  const smtp = { host: '127.0.0.1', port: server.port, insecure: true, auth };
  await createMailer({ ...development, smtp }).send(mail);
  const conversation = server.received.join('');
  expect(conversation.match(/RCPT TO:<.*>/g)).toEqual(['RCPT TO:<ada@example.org>']);
  expect(conversation).toContain('MAIL FROM:<questline@example.org>');
  expect(conversation).toContain('Subject: Hello');
  expect(conversation).toContain('How are you?');
});

test('a mail server without TLS gets neither the password nor the mail', async () => {
  using server = await startPlainSmtp();
  const smtp = { host: '127.0.0.1', port: server.port, insecure: false, auth };
  const mailer = createMailer({ ...development, smtp });
  await expect(mailer.send(mail)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  const conversation = server.received.join('');
  expect(conversation).toContain('EHLO');
  expect(conversation).not.toMatch(/AUTH|MAIL|DATA/);
});

test.each([
  [false, 'is written to the log'],
  [true, 'is refused in production, and nowhere to be read'],
])('with no mail server, mail (%s) %s', async (production) => {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const logger = createLogger({ service: 'auth', level: 'info' }, destination);
  const sent = createMailer({ smtp: undefined, from, logger, production }).send(mail);
  if (production) {
    await expect(sent).rejects.toMatchObject({ name: 'DependencyUnavailable' });
    expect(lines).toEqual([]);
  } else {
    await sent;
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ mail });
  }
});

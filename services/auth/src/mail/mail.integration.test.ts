import { type AddressInfo, createServer } from 'node:net';
import { Writable } from 'node:stream';
import { createLogger } from '@questline/telemetry/logger';
import { testLogger } from '@questline/testkit/test-database';
import { expect, test } from 'vitest';
import { createTestAuth } from '../../test/test-auth.ts';
import { createMailer } from './mailer.ts';

const from = 'questline@example.org';
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
  const mailer = createMailer({ smtp: { host: '127.0.0.1', port: 1 }, from, logger: testLogger });
  await using auth = await createTestAuth({ mailer });
  const { headers } = await auth.createSuperuser();
  const url = '/api/v1/utils/test-email/?email_to=x@example.org';
  const answer = await auth.server.inject({ method: 'POST', url, headers });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBeDefined();
  expect(answer.body).not.toContain('127.0.0.1');
});

test('a mail server gets the mail, for one recipient', async () => {
  const received: string[] = [];
  // Speaks just enough SMTP to take a mail.
  const smtp = createServer((socket) => {
    socket.write('220 ready\r\n');
    socket.on('data', (chunk) => {
      const text = String(chunk);
      received.push(text);
      if (text.startsWith('DATA')) socket.write('354 go on\r\n');
      else if (text.startsWith('QUIT')) socket.end('221 bye\r\n');
      else if (/^(EHLO|MAIL|RCPT)/.test(text) || text.endsWith('\r\n.\r\n'))
        socket.write('250 ok\r\n');
    });
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.address() as AddressInfo;
  await createMailer({ smtp: { host: '127.0.0.1', port }, from, logger: testLogger }).send(mail);
  smtp.close();
  const conversation = received.join('');
  expect(conversation.match(/RCPT TO:<.*>/g)).toEqual(['RCPT TO:<ada@example.org>']);
  expect(conversation).toContain('MAIL FROM:<questline@example.org>');
  expect(conversation).toContain('Subject: Hello');
  expect(conversation).toContain('How are you?');
});

test('with no mail server, mail is written to the log', async () => {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const logger = createLogger({ service: 'auth', level: 'info' }, destination);
  await createMailer({ smtp: undefined, from, logger }).send(mail);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ mail });
});

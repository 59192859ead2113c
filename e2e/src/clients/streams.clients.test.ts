import { join } from 'node:path';
import { EventSource } from 'eventsource';
import { expect, test } from 'vitest';
import { postWithKey } from '../api-keys.ts';
import { read, signIn, signUp } from '../client.ts';
import { pythonProgram } from '../setup/ensure-python.ts';
import { createQuest, createSender, newName, openProduct } from './product.ts';
import { projectRoot, runTool } from './run-tool.ts';

/** A user whom an event of their own has just paid: the stream replays what was not seen. */
const payUser = async (label: string) => {
  const product = await openProduct();
  const name = newName(label);
  const userId = await signUp(product.baseUrl, name);
  await createQuest(product, name);
  const secret = await createSender(product, name);
  const body = { type: name, user_id: userId, id: name };
  const key = { id: '', secret };
  const sent = await postWithKey(product.baseUrl, '/events', key, body, { prefer: 'wait=10' });
  expect(sent.status).toBe(200);
  const token = await signIn(product.baseUrl, name);
  return { url: `${product.baseUrl}/api/v1/notifications/stream`, token, product, name };
};

const kinds = ['quest_progress', 'quest_completed', 'wallet_credited'];

test('eventsource reads the stream', async () => {
  const { url, token, product } = await payUser('eventsource');
  const headers = { authorization: `Bearer ${token}` };
  const source = new EventSource(url, {
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
  });
  const seen: { kind: string; id: string }[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const kind of kinds) {
    source.addEventListener(kind, ({ lastEventId, data }) => {
      seen.push({ kind: (JSON.parse(data) as { kind: string }).kind, id: lastEventId });
      if (seen.length === kinds.length) resolve();
    });
  }
  await promise;
  source.close();
  expect(seen.map(({ kind }) => kind)).toEqual(kinds);
  const feed = await read<{ data: { id: string }[] }>(product.baseUrl, '/notifications', token);
  expect(feed.data.map(({ id }) => id)).toEqual(expect.arrayContaining(seen.map(({ id }) => id)));
});

test('httpx-sse reads the stream, and nothing but notifications', async () => {
  const { url, token } = await payUser('httpx-sse');
  const program = join(projectRoot, 'e2e/python/read_stream.py');
  const args = [program, url, token, String(kinds.length)];
  const { code, output } = await runTool(pythonProgram('python'), args);
  expect(code, output).toBe(0);
  expect(JSON.parse(output)).toEqual(kinds);
});

import { storeDeadLetter } from '@questline/messaging/dead-letters/store-dead-letter';
import { messagingMigrations } from '@questline/messaging/migrations';
import { sampleEvent } from '@questline/messaging/sample-event';
import { createTestDatabase, type TestDatabase } from '@questline/testkit/test-database';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCommand } from './read-command.ts';
import { runCommand } from './run-command.ts';

describe('dead-letters', () => {
  let auth: TestDatabase;
  let processing: TestDatabase;
  beforeEach(async () => {
    auth = await createTestDatabase([messagingMigrations]);
    processing = await createTestDatabase([messagingMigrations]);
    const grant = sampleEvent({ type: 'RewardGranted', subject: 'ada' });
    await storeDeadLetter(auth, { subscription: 'auth.wallet', event: grant, reason: 'too large' });
    const event = sampleEvent({ type: 'won\u001b[2J', subject: 'bob' });
    await storeDeadLetter(processing, { subscription: 'processing.events', event, reason: 'no' });
    const body = Buffer.from('{"half":');
    const raw = { subscription: 'processing.wallet', body, reason: 'not JSON' };
    await storeDeadLetter(processing, raw);
  });
  afterEach(async () => {
    await auth.close();
    await processing.close();
  });

  const run = async (args: string, agrees = false) => {
    const lines: string[] = [];
    const databases = { auth, processing };
    const print = (line: string) => void lines.push(line);
    const code = await runCommand(readCommand(args.split(' ')), {
      databases,
      print,
      confirm: async () => agrees,
    });
    return { code, lines };
  };

  it('list shows a line for each, oldest first, and steers no terminal', async () => {
    const { code, lines } = await run('list');
    expect(code).toBe(0);
    expect(lines.map((line) => line.replace(/ {2}\S+Z {2}/, ' '))).toEqual([
      'auth:1 auth.wallet  RewardGranted of ada  too large',
      'processing:1 processing.events  won\\u001b[2J of bob  no',
      'processing:2 processing.wallet  8 bytes that are no event  not JSON',
    ]);
    expect((await run('list --type Nothing')).lines).toEqual(['no dead letters']);
  });

  it('list shows no more than its limit, and then how many there are', async () => {
    const { lines } = await run('list --limit 1');
    expect(lines.length).toBe(5);
    expect(lines).toContain('processing: 1 of processing.events, no');
  });

  it('list and show give JSON, a letter a line', async () => {
    const { lines } = await run('list --json --subscription processing.wallet');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        id: 'processing:2',
        subscription: 'processing.wallet',
        reason: 'not JSON',
        created_at: expect.any(String),
        body: Buffer.from('{"half":').toString('base64'),
      },
    ]);
    const shown = await run('show auth:1 --json');
    expect(JSON.parse(shown.lines[0] ?? '')).toMatchObject({ event: { type: 'RewardGranted' } });
  });

  it('show ends with 1 where an id is not there', async () => {
    expect(await run('show auth:77')).toEqual({ code: 1, lines: ['1 of them are not there'] });
  });

  it('replay puts each into the outbox of its service, for its subscription', async () => {
    expect(await run('replay --all')).toEqual({
      code: 1,
      lines: ['2 sent back, 1 left as they are'],
    });
    const { rows } = await auth.query({
      text: "select subscription, event ->> 'type' as type from outbox",
    });
    expect(rows).toEqual([{ subscription: 'auth.wallet', type: 'RewardGranted' }]);
    expect((await run('list')).lines.length).toBe(1);
  });

  it('drop deletes only what somebody has confirmed', async () => {
    expect((await run('drop --all')).code).toBe(2);
    expect((await run('list')).lines.length).toBe(3);
    expect(await run('drop processing:2 --yes --json')).toEqual({
      code: 0,
      lines: ['{"dropped":1,"left":0}'],
    });
    expect((await run('drop --all', true)).lines).toEqual(['2 deleted, 0 left as they are']);
  });
});

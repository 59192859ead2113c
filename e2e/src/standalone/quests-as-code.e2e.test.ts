import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { QuestChange, QuestPublic } from '@questline/contracts/catalog/quest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiKey, createApiKey, postWithKey } from '../api-keys.ts';
import { read, signIn } from '../client.ts';
import { runQuestline } from '../run-questline.ts';
import { type Standalone, startStandalone } from './start-standalone.ts';

const examples = fileURLToPath(new URL('../../../examples/quests', import.meta.url));

const quest = (name: string, target: number, rest = '') => `kind: quest
name: ${name}
objectives:
  any_of:
    - all_of:
        - { event: order.paid, aggregate: count, op: ">=", target: ${target} }
rewards:
  - { currency: gold, amount: 50 }
${rest}`;

describe('quests as code', () => {
  let dataDir: string;
  let workDir: string;
  let standalone: Standalone;
  let baseUrl: string;
  let token: string;
  let key: ApiKey;
  let environment: Record<string, string>;
  const servers: Server[] = [];

  const run = (directory: string, ...argv: string[]) =>
    runQuestline(join(workDir, directory), environment, ...argv);

  const put = async (path: string, content: string) => {
    await mkdir(dirname(join(workDir, path)), { recursive: true });
    await writeFile(join(workDir, path), content);
  };

  const questOf = (name: string) =>
    read<QuestPublic>(baseUrl, `/quests/name/${encodeURIComponent(name)}`, token);

  const historyOf = async (name: string) => {
    const { id } = await questOf(name);
    return (await read<{ data: QuestChange[] }>(baseUrl, `/quests/${id}/history`, token)).data;
  };

  const editElsewhere = async (name: string, body: object) => {
    const { id } = await questOf(name);
    const response = await fetch(`${baseUrl}/api/v1/quests/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
  };

  /** A server of HTTP on a free port; resolves with its address. */
  const listen = async (server: Server): Promise<string> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'questline-e2e-'));
    workDir = await mkdtemp(join(tmpdir(), 'questline-files-'));
    standalone = await startStandalone(dataDir);
    ({ baseUrl } = standalone);
    token = await signIn(baseUrl, 'user');
    key = await createApiKey(baseUrl, token, {
      name: 'quests as code',
      scopes: ['catalog:read', 'catalog:write', 'events:write'],
    });
    environment = { QUESTLINE_URL: baseUrl, QUESTLINE_API_KEY: key.secret };
  });

  afterAll(async () => {
    for (const server of servers) server.close();
    await standalone?.kill('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
    await rm(workDir, { recursive: true, force: true });
  });

  it('exports what is there; the files then change nothing', async () => {
    await mkdir(join(workDir, 'shipped'));
    expect(await run('shipped', 'export', '.')).toMatchObject({ code: 0, stderr: '' });
    const plan = await run('shipped', 'plan', '.', '--detailed-exitcode');
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('Plan: no changes;') });
    expect((await run('shipped', 'export', '.')).code).toBe(0);
  });

  it('applies the examples once; a second time nothing is changed', async () => {
    await cp(examples, join(workDir, 'examples'), { recursive: true });
    const plan = await run('examples', 'plan', '.', '--detailed-exitcode');
    expect(plan).toMatchObject({ code: 2, stdout: expect.stringContaining('3 to create') });
    expect(plan.stdout.includes('\u001b')).toBe(false);
    const asked = await run('examples', 'apply', '.');
    expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('needs --yes') });
    expect((await run('examples', 'apply', '.', '--yes')).code).toBe(0);
    const before = await historyOf('Good customer');
    const again = await run('examples', 'apply', '.', '--yes');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('no changes') });
    expect(await historyOf('Good customer')).toEqual(before);
    expect(before[0]?.author).toEqual({ kind: 'api_key', id: key.id });
    const unlocking = await questOf('First order');
    expect((await questOf('good customer')).definition.unlock).toEqual({ all: [unlocking.id] });
    expect((await questOf('Seven days in a row')).state).toBe('draft');
  });

  it('applies nothing of files that have a fault, and tells all of them', async () => {
    await put('broken/good.yaml', quest('Never', 1));
    await put('broken/a.yaml', quest('Wrong', 0).replace('gold', 'gold, colour: red'));
    await put('broken/b.yaml', 'kind: [');
    const { code, stdout, stderr } = await run('broken', 'apply', '.', '--yes');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('a.yaml:8:23 rewards[0].colour is not known here');
    expect(stderr).toMatch(/^b\.yaml:1:8 /m);
    await expect(questOf('Never')).rejects.toThrow('404');
  });

  it('leads a quest through its life, and says what becomes of users half-way', async () => {
    const reason = 'reason: for a test\n';
    await put('life/quest.yaml', quest('Life', 3, `state: draft\n${reason}`));
    expect((await run('life', 'apply', '.', '--yes')).code).toBe(0);
    await put('life/quest.yaml', quest('Life', 3, reason));
    expect((await run('life', 'apply', '.', '--yes')).stdout).toContain(
      'quest Life: publish: done',
    );
    const sent = await postWithKey(
      baseUrl,
      '/events/',
      key,
      { type: 'order.paid', user_id: 'customer', id: 'o1' },
      { prefer: 'wait' },
    );
    expect(sent.status).toBe(200);
    await put('life/quest.yaml', quest('Life', 5, `in_flight: restart\nstate: paused\n${reason}`));
    const plan = await run('life', 'plan', '.');
    expect(plan.stdout).toContain('objectives.any_of[0].all_of[0].target: 3 → 5');
    expect(plan.stdout).toContain('state: active → paused');
    expect(plan.stdout).toContain('1 half-way of 1 with progress: begin the round again (restart)');
    expect((await run('life', 'apply', '.', '--yes')).code).toBe(0);
    expect(await questOf('Life')).toMatchObject({ state: 'paused', version: 2 });
    await put('life/quest.yaml', quest('Life', 5, `state: archived\n${reason}`));
    expect((await run('life', 'apply', '.', '--yes')).code).toBe(0);
    expect((await run('life', 'plan', '.')).stdout).toContain('Plan: no changes');
    const history = await historyOf('Life');
    expect(history.map(({ type }) => type).reverse()).toEqual([
      'QuestDrafted',
      'QuestPublished',
      'QuestPaused',
      'QuestPublished',
      'QuestArchived',
    ]);
    expect(new Set(history.map((line) => line.reason))).toEqual(new Set(['for a test']));
  });

  it('does not overwrite what was edited elsewhere, and says who edited it', async () => {
    await put('drift/a.yaml', `${quest('Drift', 3)}---\n${quest('Steady', 3)}`);
    expect((await run('drift', 'apply', '.', '--yes')).code).toBe(0);
    await editElsewhere('Drift', { description: 'mine', reason: 'by hand' });
    await put('drift/a.yaml', `${quest('Drift', 4)}---\n${quest('Steady', 4)}`);
    const { code, stdout, stderr } = await run('drift', 'apply', '.', '--yes');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /edited elsewhere .*QuestPublished by user [0-9a-f-]{36} at .*\(by hand\)/,
    );
    expect(stderr).toContain('quest Drift: not applied');
    expect(await questOf('Drift')).toMatchObject({ version: 2, description: 'mine' });
    expect(await questOf('Steady')).toMatchObject({ version: 2 });
    expect((await run('drift', 'apply', '.', '--yes', '--overwrite')).code).toBe(0);
    expect(await questOf('Drift')).toMatchObject({ version: 3, description: null });
  });

  it('makes a plan once, however often; and not when it is out of date', async () => {
    await put('planned/a.yaml', quest('Planned', 3));
    expect((await run('planned', 'plan', '.', '--out', 'plan.json')).code).toBe(0);
    expect(await readFile(join(workDir, 'planned/plan.json'), 'utf8')).not.toContain(key.secret);
    expect((await run('planned', 'apply', '--plan', 'plan.json', '--yes')).code).toBe(0);
    expect((await run('planned', 'apply', '--plan', 'plan.json', '--yes')).code).toBe(0);
    expect(await historyOf('Planned')).toHaveLength(1);
    await put('planned/a.yaml', quest('Planned', 4));
    expect((await run('planned', 'plan', '.', '--out', 'plan.json')).code).toBe(0);
    await editElsewhere('Planned', { description: 'mine', reason: 'by hand' });
    const late = await run('planned', 'apply', '--plan', 'plan.json', '--yes');
    expect(late.code).toBe(1);
    expect(late.stderr).toMatch(/was changed elsewhere .*QuestPublished by user .* \(by hand\)/);
    expect(await historyOf('Planned')).toHaveLength(2);
  });

  it('lets one of two win who apply at once', async () => {
    await put('race/a.yaml', quest('Race', 3));
    for (const name of ['one', 'two']) {
      expect((await run('race', 'plan', '.', '--out', `${name}.json`)).code).toBe(0);
    }
    const runs = await Promise.all(
      ['one', 'two'].map((name) => run('race', 'apply', '--plan', `${name}.json`, '--yes')),
    );
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(runs.map(({ stderr }) => stderr).join('')).toContain('was created elsewhere');
    expect(await historyOf('Race')).toHaveLength(1);
  });

  it('does not do twice what it was not answered', async () => {
    let dropped = 0;
    const lossy = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', async () => {
        const { method = 'GET', url = '', headers } = request;
        const body = method === 'GET' ? undefined : Buffer.concat(chunks);
        const { host, connection, 'content-length': _length, ...kept } = headers;
        const answer = await fetch(`${baseUrl}${url}`, {
          method,
          headers: kept as Record<string, string>,
          ...(body !== undefined && { body }),
        });
        const text = await answer.text();
        if (method !== 'GET' && dropped === 0) {
          dropped += 1;
          request.socket.destroy();
          return;
        }
        const type = answer.headers.get('content-type') ?? 'text/plain';
        const etag = answer.headers.get('etag') ?? '';
        response.writeHead(answer.status, { 'content-type': type, etag }).end(text);
      });
    });
    await put('lossy/a.yaml', quest('Lossy', 3));
    const url = await listen(lossy);
    const { code, stderr } = await run('lossy', 'apply', '.', '--yes', '--url', url);
    expect([code, stderr, dropped]).toEqual([0, '', 1]);
    expect(await historyOf('Lossy')).toHaveLength(1);
  });

  it('says in a line what keeps it from the catalog, without the key', async () => {
    const reader = await createApiKey(baseUrl, token, { name: 'r', scopes: ['catalog:read'] });
    const stranger = await createApiKey(baseUrl, token, { name: 's', scopes: ['events:write'] });
    const website = await listen(
      createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>');
      }),
    );
    await put('asked/a.yaml', quest('Asked', 3));
    const say = async (secret: string | undefined, ...argv: string[]) => {
      const variables = { QUESTLINE_URL: baseUrl, QUESTLINE_API_KEY: secret };
      const { code, stderr } = await runQuestline(join(workDir, 'asked'), variables, ...argv);
      expect(code).toBe(1);
      expect(stderr).not.toContain(secret ?? 'qlk_');
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      return stderr;
    };
    const apply = ['apply', '.', '--yes'];
    expect(await say(undefined, 'plan', '.')).toContain('QUESTLINE_API_KEY is not set');
    expect(await say(`qlk_${'a'.repeat(43)}`, 'plan', '.')).toContain(
      '401: QUESTLINE_API_KEY is refused',
    );
    expect(await say(stranger.secret, 'plan', '.')).toContain('403: the API key needs the scopes');
    expect(await say(reader.secret, ...apply)).toContain('lacks the scope catalog:write');
    expect(await say(reader.secret, 'plan', '.', '--url', website)).toContain(
      'not seem to be Questline',
    );
    expect(await say(reader.secret, 'plan', '.', '--url', 'https://u:p@x')).toContain(
      'must not hold',
    );
  });
});

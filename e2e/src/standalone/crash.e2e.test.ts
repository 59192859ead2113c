import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from '@questline/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { startAppServer } from '../app-server/start-app-server.ts';
import { create, read, signIn, signUp } from '../client.ts';
import { type Standalone, startStandalone } from './start-standalone.ts';

const audit = fileURLToPath(new URL('../../../standalone/src/audit.ts', import.meta.url));

const kills = 20;
const userCount = 12;
const killAfterMsMax = 1_500;

interface Player {
  readonly name: string;
  /** Sign-ins that were answered with 200: each must have counted. */
  answered: number;
  /** Sign-ins whose answer never came: each may or may not have counted. */
  unanswered: number;
}

/** Signs a player in, over and over, through whatever happens to the server, until told to stop. */
const play = async (baseUrl: string, player: Player, isOver: () => boolean) => {
  while (!isOver()) {
    try {
      await signIn(baseUrl, player.name);
      player.answered += 1;
    } catch (error) {
      // An answer other than 200 says that nothing happened; a cut connection says nothing.
      const refused = error instanceof Error && /^sign-in: \d+$/.test(error.message);
      if (!refused) player.unanswered += 1;
      await wait(20);
    }
  }
};

/** A quest that pays one gold for every second sign-in, without end: there is always a reward due. */
const publishEndlessQuest = async (baseUrl: string) => {
  const token = await signIn(baseUrl, 'user');
  const reward = await create<{ id: string }>(baseUrl, '/rewards/', token, {
    reward_name: 'one gold',
    reward_item: 'gold',
    reward_qty: 1,
  });
  await create(baseUrl, '/quests/', token, {
    name: 'every-second-sign-in',
    reward_id: reward.id,
    auto_claim: true,
    streak: 2,
    duplication: 1_000_000,
  });
};

describe('npm start, killed again and again under load', () => {
  let dataDir: string;
  let standalone: Standalone;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'questline-crash-'));
    standalone = await startStandalone(dataDir);
  });

  afterAll(async () => {
    await standalone?.kill('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('loses nothing and doubles nothing', async () => {
    onTestFailed(() => console.log(standalone.process.exitCode, standalone.output()));
    const { baseUrl } = standalone;
    const port = Number(new URL(baseUrl).port);
    const players: Player[] = Array.from({ length: userCount }, (_, index) => ({
      name: `player-${index}`,
      answered: 0,
      unanswered: 0,
    }));
    await publishEndlessQuest(baseUrl);
    for (const { name } of players) await signUp(baseUrl, name);
    const appServer = await startAppServer(baseUrl);

    let over = false;
    const isOver = () => over;
    const playing = [
      ...players.map((player) => play(baseUrl, player, isOver)),
      appServer.send(isOver),
      appServer.send(isOver),
      appServer.click(isOver),
    ];
    for (let killed = 0; killed < kills; killed += 1) {
      await wait(Math.random() * killAfterMsMax);
      await standalone.kill('SIGKILL');
      standalone = await startStandalone(dataDir, { port });
    }
    over = true;
    await Promise.all(playing);

    let signIns = 0;
    for (const player of players) {
      const token = await signIn(baseUrl, player.name);
      const answered = player.answered + 1;
      await eventually(async () => {
        const events = await read<{ data: { type: string }[] }>(
          baseUrl,
          '/events/?limit=1000',
          token,
        );
        const types = events.data.map(({ type }) => type);
        const counted = types.filter((type) => type.endsWith('SignIn')).length;
        expect(counted).toBeGreaterThanOrEqual(answered);
        expect(counted).toBeLessThanOrEqual(answered + player.unanswered);
        expect(types.filter((type) => type === 'NewUserSignIn')).toHaveLength(1);
        const threes = Math.min(2, Math.floor(counted / 3));
        const pairs = Math.floor(counted / 2);
        expect(types.filter((type) => type === 'QuestCompleted')).toHaveLength(threes + pairs);
        const me = await read<Record<'gold' | 'diamond', number>>(baseUrl, '/users/me', token);
        expect([me.diamond, me.gold]).toEqual([10 * threes, pairs]);
        signIns += counted;
      });
    }
    const outcome = await appServer.expectExactOutcome();

    const { stdout } = await promisify(execFile)(process.execPath, [audit], {
      env: { ...process.env, QUESTLINE_DATA_DIR: dataDir },
    }).catch((error) => {
      throw new Error(`the audit failed:\n${error.stdout}${error.stderr}`);
    });
    console.log(`${kills} kills, ${userCount} players, ${signIns} sign-ins; ${outcome}\n${stdout}`);
    expect(stdout).not.toMatch(/BROKEN|not yet credited/);
    expect(stdout.match(/^ok/gm)).toHaveLength(9);
  });
});

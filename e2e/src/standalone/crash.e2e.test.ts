import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, signIn, signUp } from '../client.ts';
import { until } from '../until.ts';
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
    const { baseUrl } = standalone;
    const port = Number(new URL(baseUrl).port);
    const players: Player[] = Array.from({ length: userCount }, (_, index) => ({
      name: `player-${index}`,
      answered: 0,
      unanswered: 0,
    }));
    for (const { name } of players) await signUp(baseUrl, name);

    let over = false;
    const playing = players.map((player) => play(baseUrl, player, () => over));
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
      await until(async () => {
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
        const completions = Math.min(2, Math.floor(counted / 3));
        expect(types.filter((type) => type === 'QuestCompleted')).toHaveLength(completions);
        const me = await read<{ diamond: number }>(baseUrl, '/users/me', token);
        expect(me.diamond).toBe(10 * completions);
        signIns += counted;
      });
    }

    const { stdout } = await promisify(execFile)(process.execPath, [audit], {
      env: { ...process.env, QUESTLINE_DATA_DIR: dataDir },
    });
    console.log(`${kills} kills, ${userCount} players, ${signIns} sign-ins\n${stdout}`);
    expect(stdout).not.toMatch(/BROKEN|not yet credited/);
    expect(stdout.match(/^ok/gm)).toHaveLength(7);
  });
});

import { setTimeout as wait } from 'node:timers/promises';
import { problem } from '@questline/contracts/problem';
import { z } from 'zod';
import type { Answer, CatalogClient } from '../catalog/client.ts';
import { readLastChange } from '../catalog/read-history.ts';
import { readPath, showPath } from '../files/path.ts';
import type { Change } from '../plan/plan.ts';
import { showChange } from '../plan/show-change.ts';

const attemptsMax = 5;
const attemptMs = 200;

const refusal = z.object({
  ...problem.partial().shape,
  current_revision: z.number().optional(),
});

/** The last change of a quest, once the history shows it: it may follow the refusal by a moment. */
const awaitChange = async (client: CatalogClient, id: string, revision: number) => {
  for (let attempt = 1; ; attempt += 1) {
    const change = await readLastChange(client, id);
    if (change === undefined || change.revision >= revision || attempt === attemptsMax) {
      return change;
    }
    await wait(attemptMs);
  }
};

const idOfName = async ({ send }: CatalogClient, name: string): Promise<string | undefined> => {
  const path = `/quests/name/${encodeURIComponent(name)}`;
  const { body } = await send({ method: 'GET', path });
  return z.object({ id: z.string() }).safeParse(body).data?.id;
};

const showWho = async (client: CatalogClient, change: Change, revision: number) => {
  if (change.kind === 'reward') return '';
  const id = change.id ?? (await idOfName(client, change.name));
  const last = id === undefined ? undefined : await awaitChange(client, id, revision);
  return last === undefined ? '' : `: ${showChange(last)}`;
};

/** Why a command was refused, for whoever sent it. */
export const explainRefusal = async (
  client: CatalogClient,
  change: Change,
  { status, body }: Answer,
): Promise<string> => {
  const { code, detail, errors, current_revision } = refusal.safeParse(body).data ?? {};
  if (status === 412) {
    const who = await showWho(client, change, current_revision ?? 0);
    return `was changed elsewhere since it was read${who}`;
  }
  if (code === 'name-taken') {
    return `was created elsewhere since the catalog was read${await showWho(client, change, 0)}`;
  }
  if (status === 404) return 'was deleted elsewhere since it was read';
  const faults = errors?.map(({ path, message }) => `${showPath(readPath(path))} ${message}`);
  return faults?.join('; ') ?? `was refused with ${status}: ${detail ?? 'no reason is given'}`;
};

import { type QuestVersion, questVersion } from '@questline/contracts/catalog/quest';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { activeTraceparent } from '@questline/telemetry/spans';
import { z } from 'zod';

/** Reads the version in force of every quest. Throws DependencyUnavailable while the catalog is out. */
export type QuestSource = () => Promise<QuestVersion[]>;

const page = z.object({ data: z.array(questVersion), next: z.uuid().nullable() });

const timeoutMs = 5_000;
const pagesMax = 10_000;

/** The catalog's internal route as a QuestSource; `token` is the secret the services share. */
export const createQuestSource =
  (options: { url: string; token: string; fetch?: typeof fetch }): QuestSource =>
  async () => {
    const request = options.fetch ?? fetch;
    const versions: QuestVersion[] = [];
    let after: string | null = null;
    const traceparent = activeTraceparent();
    for (let pages = 0; pages < pagesMax; pages += 1) {
      const address = new URL('/internal/v1/quest-versions', options.url);
      if (after !== null) address.searchParams.set('after', after);
      let body: unknown;
      try {
        const response = await request(address.href, {
          headers: {
            authorization: `Bearer ${options.token}`,
            ...(traceparent !== undefined && { traceparent }),
          },
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (!response.ok) throw new Error(`catalog answered ${response.status}`);
        body = await response.json();
      } catch (error) {
        throw new DependencyUnavailable('catalog', error);
      }
      const { data, next } = page.parse(body);
      versions.push(...data);
      if (next === null) return versions;
      after = next;
    }
    throw new Error(`the catalog has more than ${pagesMax} pages of quests`);
  };

import { questStateEventTypes } from '@questline/contracts/catalog/events';
import type { Queryable } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import { toQuestlineEvent } from '../../changes/change.ts';
import { selectHistoryAfter } from '../history/history.sql.ts';

/** A command that changes what counts answers after this long, whether events are counted by it or not. */
const countedWaitMs = 3_000;

const decidesWhatCounts = (type: string): boolean =>
  (questStateEventTypes as readonly string[]).includes(type);

/**
 * Hands the change at a position to processing, which is at `url`, besides the bus that brings it there in
 * time. Resolves to whether every event from now on is counted by it; true for a change that decides
 * nothing of the kind. Never rejects.
 */
export const createAwaitCounted =
  (options: {
    readonly database: Queryable;
    readonly url: string;
    readonly token: string;
    readonly logger: Logger;
    readonly fetch?: typeof fetch;
  }) =>
  async (position: number): Promise<boolean> => {
    const { database, url, token, logger } = options;
    try {
      const [change] = await selectHistoryAfter(database, position - 1, 1);
      if (change === undefined || !decidesWhatCounts(change.type)) return true;
      const address = new URL('/internal/v1/catalog-events', url);
      const response = await (options.fetch ?? fetch)(address.href, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(toQuestlineEvent(change)),
        signal: AbortSignal.timeout(countedWaitMs),
      });
      await response.arrayBuffer();
      if (response.ok) return true;
      logger.warn({ status: response.status, position }, 'processing did not take a change');
    } catch (error) {
      logger.warn({ err: error, position }, 'processing could not be given a change');
    }
    return false;
  };

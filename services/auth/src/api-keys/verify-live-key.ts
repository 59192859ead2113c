import type { ApiKeyVerify } from '@questline/http/cached-key-verify';
import type { AuthDependencies } from '../dependencies.ts';
import { isUseNews, toApiKeyGrant } from './api-key.ts';
import { selectLiveApiKey, updateLastUse } from './api-keys.sql.ts';

/** Finds a live key by its hash, and notes that it was used. */
export const createLiveKeyVerify =
  ({
    database,
    logger,
    now,
  }: Pick<AuthDependencies, 'database' | 'logger' | 'now'>): ApiKeyVerify =>
  async (secretHash) => {
    const at = now();
    const key = await selectLiveApiKey(database, secretHash, at);
    if (key === undefined) return undefined;
    if (isUseNews(key, at)) {
      await updateLastUse(database, key.id, at).catch((error) => {
        logger.warn({ err: error, api_key_id: key.id }, 'use of an API key not noted');
      });
    }
    return toApiKeyGrant(key);
  };

import {
  apiKeySettings,
  brokerSettings,
  callerSettings,
  gatewaySettings,
  httpUrlSetting,
  internalTokenSetting,
  listenSettings,
  processSettings,
} from '@questline/lifecycle/settings';
import { z } from 'zod';

const httpSettings = {
  ...processSettings,
  ...listenSettings,
  ...gatewaySettings,
  ...callerSettings,
  ...apiKeySettings,
  /** What services of the installation present to each other's internal routes. */
  INTERNAL_TOKEN: internalTokenSetting,
};

/** DATABASE_URL is the command store. */
export const catalogCommandsSettings = z.object({
  ...httpSettings,
  /** Where the queries answer other services: a command waits a moment until they show it. */
  CATALOG_QUERIES_URL: httpUrlSetting,
  /** Where processing answers other services: it is handed what decides which quests count. */
  PROCESSING_URL: httpUrlSetting,
});

/** DATABASE_URL is the views. */
export const catalogQueriesSettings = z.object(httpSettings);

/** DATABASE_URL is the views. */
export const catalogProjectorSettings = z.object({
  ...processSettings,
  ...listenSettings,
  ...brokerSettings,
});

/** DATABASE_URL is the command store. */
export const catalogRelaySettings = z.object({
  ...processSettings,
  ...listenSettings,
  ...brokerSettings,
});

export const catalogMigrateSettings = z.object({ ...processSettings });

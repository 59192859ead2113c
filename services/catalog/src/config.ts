import {
  brokerSettings,
  callerSettings,
  gatewaySettings,
  internalTokenSetting,
  listenSettings,
  processSettings,
} from '@questline/lifecycle/settings';
import { z } from 'zod';

export const catalogHttpSettings = z.object({
  ...processSettings,
  ...listenSettings,
  ...gatewaySettings,
  ...callerSettings,
  /** What other services present to the internal routes. */
  INTERNAL_TOKEN: internalTokenSetting,
});

export const catalogRelaySettings = z.object({
  ...processSettings,
  ...listenSettings,
  ...brokerSettings,
});

export const catalogMigrateSettings = z.object({ ...processSettings });

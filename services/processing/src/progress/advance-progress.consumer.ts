import { walletCredited } from '@questline/contracts/auth/events';
import { catalogEventTypes } from '@questline/contracts/catalog/events';
import { rewardGranted } from '@questline/contracts/processing/events';
import { subscriptions } from '@questline/contracts/subscriptions';
import { accepted, rejected, type Subscription, type Verdict } from '@questline/messaging/bus';
import type { ProcessingSettings } from '../dependencies.ts';
import type { Outcome } from '../events/sort-events.ts';
import type { EventApplier } from './apply-events.ts';

const toVerdict = (outcome: Outcome): Verdict => {
  switch (outcome.kind) {
    case 'faulty':
      return rejected(`${outcome.fault.path}: ${outcome.fault.message}`);
    case 'conflicting':
      return rejected(outcome.reason);
    default:
      return accepted;
  }
};

/** Applies what other services say happened to users; a replay is as good as done. */
export const advanceProgress = (
  apply: EventApplier,
  settings: Pick<ProcessingSettings, 'batchSizeMax' | 'partitions'>,
): Subscription => ({
  ...subscriptions['processing.events'],
  // These have subscriptions of their own, or none: they are not facts about what a user did.
  exceptTypes: [...catalogEventTypes, rewardGranted, walletCredited],
  batchSizeMax: settings.batchSizeMax,
  partitions: settings.partitions,
  handle: async (events) => (await apply(events)).outcomes.map(toVerdict),
});

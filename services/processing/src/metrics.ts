import { defineCounter, defineGauge } from '@questline/telemetry/metrics';

type NoLabels = Record<string, never>;

export const completionsCounted = defineCounter<NoLabels>(
  'questline_completions_total',
  'Completions of quests that were committed.',
  [{}],
);

export const grantsCounted = defineCounter<NoLabels>(
  'questline_grants_total',
  'Grants that were committed, by completion or by claim.',
  [{}],
);

export const paymentsDueAge = defineGauge<NoLabels>(
  'questline_payments_due_oldest_age_seconds',
  'How long the payment that is due the longest has waited to be made.',
);

export const streamsOpen = defineGauge<NoLabels>(
  'questline_streams_open',
  'Notification streams this process holds.',
);

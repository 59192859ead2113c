import { defineCounter, defineDuration, defineGauge } from '@questline/telemetry/metrics';

export const eventsHandled = defineCounter<{
  subscription: string;
  verdict: 'accepted' | 'rejected';
}>('questline_events_handled_total', 'Events that have their verdict.');

export const deliveryDuration = defineDuration<{ subscription: string }>(
  'questline_delivery_duration_seconds',
  'From a batch in hand to the verdict of each of its events, retries included.',
);

export const oldestDelivery = defineGauge<{ subscription: string }>(
  'questline_delivery_oldest_age_seconds',
  'How long the oldest batch in hand has been without its verdicts; none while nothing is in hand.',
);

export const deadLetters = defineCounter<{ subscription: string }>(
  'questline_dead_letters_total',
  'Events and messages set aside because they cannot be handled.',
);

export const deadLettersWaiting = defineGauge<{ subscription: string; reason: string }>(
  'questline_dead_letters_waiting',
  'Dead letters that are stored; `reason` is the start of it; more than 100,000 are not counted.',
);

export const outboxRows = defineGauge<{ service: string }>(
  'questline_outbox_rows',
  'Events that wait to be sent; more than 100,000 are not counted.',
);

export const outboxOldestAge = defineGauge<{ service: string }>(
  'questline_outbox_oldest_age_seconds',
  'How long the oldest of them has waited.',
);

/** Shows a subscription's counts at 0 before anything is counted: an alert on growth needs the start. */
export const announceSubscription = (subscription: string): void => {
  eventsHandled.add(0, { subscription, verdict: 'accepted' });
  eventsHandled.add(0, { subscription, verdict: 'rejected' });
  deadLetters.add(0, { subscription });
};

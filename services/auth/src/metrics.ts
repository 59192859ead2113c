import { defineCounter } from '@questline/telemetry/metrics';

export const signIns = defineCounter<{ result: 'succeeded' | 'refused' }>(
  'questline_sign_ins_total',
  'Sign-ins that were decided; refused are wrong names, wrong passwords and the banned.',
  [{ result: 'succeeded' }, { result: 'refused' }],
);

type AttemptLabels = { kind: 'sign-in' | 'sign-up' | 'refresh' | 'api-key' };

const attemptKinds: readonly AttemptLabels[] = [
  { kind: 'sign-in' },
  { kind: 'sign-up' },
  { kind: 'refresh' },
  { kind: 'api-key' },
];

export const attemptsFailed = defineCounter<AttemptLabels>(
  'questline_attempts_failed_total',
  'Attempts with a wrong password, token or key, and sign-ups with a name that is taken.',
  attemptKinds,
);

export const attemptsLimited = defineCounter<AttemptLabels>(
  'questline_attempts_limited_total',
  'Attempts that were answered 429, because too many before them had failed.',
  attemptKinds,
);

import { defineCounter } from '@questline/telemetry/metrics';

export const signIns = defineCounter<{ result: 'succeeded' | 'refused' }>(
  'questline_sign_ins_total',
  'Sign-ins that were decided; refused are wrong names, wrong passwords and the banned.',
  [{ result: 'succeeded' }, { result: 'refused' }],
);

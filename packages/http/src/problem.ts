import { STATUS_CODES } from 'node:http';
import type { Problem } from '@questline/contracts/problem';
import type { Refusal } from './refusal.ts';

export const problemType = 'application/problem+json';

/** A refusal as the RFC 9457 document that answers it. */
export const toProblem = (refusal: Refusal): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[refusal.status] ?? 'Error',
  status: refusal.status,
  detail: refusal.message,
  code: refusal.code,
  ...refusal.fields,
});

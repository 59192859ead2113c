import { createHash } from 'node:crypto';
import { idempotencyKeyHeader } from '@questline/contracts/catalog/change';
import { invalid } from '@questline/http/refusal';
import type { Transaction } from '@questline/postgres/database';
import type { FastifyRequest } from 'fastify';
import { toRefusal } from '../../refusals.ts';
import {
  deleteKeysBefore,
  insertKey,
  type KeptAnswer,
  selectKey,
  updateKeyAnswer,
} from './idempotency-keys.sql.ts';

/** How long a repeat is recognised. */
const keptMs = 24 * 3_600_000;
/** Each command with a key removes as many old ones at most, so that they are gone in time. */
const purgeMax = 100;

/** A request that may come again, and who sent it. */
export interface Repeatable {
  readonly caller: string;
  readonly key: string;
  /** Of what was asked: the same key with another is refused. */
  readonly fingerprint: string;
}

/** Undefined for a request without an Idempotency-Key. */
export const repeatableOf = (request: FastifyRequest, caller: string): Repeatable | undefined => {
  const key = request.headers[idempotencyKeyHeader];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalid(idempotencyKeyHeader, 'must be 1 to 255 visible ASCII characters');
  }
  const { method, params, body, routeOptions } = request;
  const asked = JSON.stringify([method, routeOptions.url, params, body ?? null]);
  const fingerprint = createHash('sha256').update(asked).digest('base64url');
  return { caller, key, fingerprint };
};

/**
 * Answers a repeat as the first time, in the transaction that does the work; a refusal is not kept, as
 * it changed nothing. Throws Refusal 409 when the key came with another request before.
 */
export const answerOnce = async <Answer extends KeptAnswer>(
  tx: Transaction,
  repeatable: Repeatable | undefined,
  now: Date,
  work: () => Promise<Answer>,
): Promise<Answer> => {
  if (repeatable === undefined) return work();
  const { caller, key, fingerprint } = repeatable;
  await deleteKeysBefore(tx, new Date(now.getTime() - keptMs), purgeMax);
  if (await insertKey(tx, { caller, key, fingerprint, now })) {
    const answer = await work();
    await updateKeyAnswer(tx, caller, key, answer);
    return answer;
  }
  const first = await selectKey(tx, caller, key);
  if (first?.fingerprint !== fingerprint) throw toRefusal({ kind: 'idempotency-key-reused' });
  return first.answer as Answer;
};

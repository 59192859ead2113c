import type { Transaction } from '@questline/postgres/database';

/** An answer as it went out, to go out again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface KeyRow {
  readonly fingerprint: string;
  readonly answer: KeptAnswer;
}

/** Takes the key; false when it is taken, also by who commits meanwhile: the index waits for it. */
export const insertKey = async (
  tx: Transaction,
  key: { caller: string; key: string; fingerprint: string; now: Date },
): Promise<boolean> => {
  const { rowCount } = await tx.query({
    name: 'insert-idempotency-key',
    text: `
      insert into idempotency_keys (caller, key, fingerprint, created_at)
      values ($1, $2, $3, $4) on conflict do nothing`,
    values: [key.caller, key.key, key.fingerprint, key.now],
  });
  return rowCount === 1;
};

export const selectKey = async (
  tx: Transaction,
  caller: string,
  key: string,
): Promise<KeyRow | undefined> => {
  const { rows } = await tx.query<KeyRow>({
    name: 'select-idempotency-key',
    text: 'select fingerprint, answer from idempotency_keys where caller = $1 and key = $2',
    values: [caller, key],
  });
  return rows[0];
};

export const updateKeyAnswer = async (
  tx: Transaction,
  caller: string,
  key: string,
  answer: KeptAnswer,
): Promise<void> => {
  await tx.query({
    name: 'update-idempotency-key-answer',
    text: 'update idempotency_keys set answer = $3 where caller = $1 and key = $2',
    values: [caller, key, JSON.stringify(answer)],
  });
};

/** Removes some of the keys that are older; those that another transaction holds are left to it. */
export const deleteKeysBefore = async (
  tx: Transaction,
  before: Date,
  limit: number,
): Promise<void> => {
  await tx.query({
    name: 'delete-idempotency-keys-before',
    text: `
      delete from idempotency_keys where ctid = any(array(
        select ctid from idempotency_keys where created_at < $1
        order by created_at limit $2 for update skip locked))`,
    values: [before, limit],
  });
};

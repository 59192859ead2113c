import {
  type WalletTransactionCreate,
  walletTransaction,
  walletTransactionCreate,
} from '@questline/contracts/auth/wallet';
import { currencies } from '@questline/contracts/catalog/reward';
import { userId } from '@questline/contracts/user-id';
import { superuserOrKeyOf } from '@questline/http/api-key-check';
import { problemResponses } from '@questline/http/problem-responses';
import { conflict, invalid } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import type { Transaction } from '@questline/postgres/database';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../audit-log/act.ts';
import { recordAct } from '../audit-log/record-act.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import {
  addToBalances,
  insertMissingBalances,
  lockWallets,
  selectBalances,
} from './balances.sql.ts';
import { insertLedgerEntries } from './ledger.sql.ts';
import {
  decideTransaction,
  findEarlier,
  type TransactionRow,
  toOwnKey,
  toTransactionFingerprint,
  toWalletTransaction,
} from './transaction.ts';
import { insertManualTransaction, selectTransactionsOfKeys } from './transactions.sql.ts';

const idempotencyKeyLengthMax = 255;

interface Wanted extends WalletTransactionCreate {
  readonly user_id: string;
  readonly idempotency_key: string;
  readonly created_by: string;
}

const headers = z.looseObject({
  'idempotency-key': z
    .string('is needed, so that a repeat moves nothing twice')
    .min(1)
    .max(idempotencyKeyLengthMax),
});

const creatorOf = (request: FastifyRequest): string => {
  const caller = superuserOrKeyOf(request);
  return caller.kind === 'user' ? `user:${caller.user_id}` : `api-key:${caller.key_id}`;
};

/** Locks the wallet, then reads: what is read stays true until the commit. */
const lockBalance = async (tx: Transaction, { user_id, currency }: Wanted): Promise<number> => {
  const wanted = [...currencies, currency].map((each) => ({ user_id, currency: each }));
  await insertMissingBalances(tx, wanted);
  await lockWallets(tx, [user_id]);
  return (await selectBalances(tx, [user_id])).get(user_id)?.get(currency) ?? 0;
};

const decideOrRefuse = (balance: number, wanted: Wanted): number => {
  const { currency } = wanted;
  const decision = decideTransaction(balance, wanted);
  switch (decision.kind) {
    case 'moved':
      return decision.balance_after;
    case 'not-enough':
      throw conflict('not-enough', `There are ${decision.balance} of ${currency} in the wallet.`);
    case 'badge-held':
      throw conflict('badge-held', 'A badge is held once.');
    case 'balance-too-large':
      throw conflict('balance-too-large', `The balance of ${currency} would be too large.`);
  }
};

const moveOnce = async (
  tx: Transaction,
  { now, newId }: Pick<RouteDependencies, 'now' | 'newId'>,
  wanted: Wanted,
): Promise<{ readonly row: TransactionRow; readonly repeated: boolean }> => {
  const balance = await lockBalance(tx, wanted);
  const fingerprint = toTransactionFingerprint(wanted);
  const { earlier, storedKey } = findEarlier(
    await selectTransactionsOfKeys(tx, {
      user_id: wanted.user_id,
      keys: [wanted.idempotency_key, toOwnKey(wanted)],
    }),
    wanted,
  );
  if (earlier?.fingerprint === fingerprint) return { row: earlier.transaction, repeated: true };
  if (earlier !== undefined) {
    throw conflict('idempotency-key-reused', 'The Idempotency-Key was used for something else.');
  }
  const { user_id, currency, amount, reason } = wanted;
  const balance_after = decideOrRefuse(balance, wanted);
  const created_at = now();
  const row = { id: newId(), user_id, currency, amount, balance_after, reason, created_at };
  const entries = [{ line: 1, currency, amount, balance_after }];
  await insertManualTransaction(tx, {
    ...wanted,
    ...row,
    fingerprint,
    idempotency_key: storedKey,
  });
  await insertLedgerEntries(tx, [{ transaction_id: row.id, user_id, entries }], created_at);
  await addToBalances(tx, [{ user_id, currency, amount }]);
  return { row, repeated: false };
};

const toMoveAct = ({ id, user_id, currency, amount, balance_after, reason }: TransactionRow) => ({
  action: amount > 0 ? 'wallet.credited' : 'wallet.debited',
  object: { kind: 'wallet', id: user_id },
  reason,
  before: { currency, balance: balance_after - amount },
  after: { currency, balance: balance_after, transaction_id: id },
});

export const createTransactionRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/wallets/:user_id/transactions',
    {
      onRequest: deps.asWalletWriter,
      schema: {
        operationId: 'createWalletTransaction',
        summary: 'Credit a wallet, or spend from it',
        description:
          'A negative amount spends. The Idempotency-Key names the transaction among those of the caller in ' +
          'the wallet: a repeat moves nothing and gets the first answer. A refusal is not kept.',
        tags: ['wallets'],
        security: [...callerSecurity, { apiKey: [] }],
        params: z.object({ user_id: userId }),
        headers,
        body: walletTransactionCreate,
        response: {
          201: walletTransaction,
          ...problemResponses(400, 401, 403, 409, 415, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { user_id } = request.params;
      // Where this address is read, it is the caller; nobody is to be paid by mistake.
      if (user_id === 'me') throw invalid('user_id', 'must be the id of a user');
      const wanted: Wanted = {
        ...request.body,
        user_id,
        idempotency_key: request.headers['idempotency-key'],
        created_by: creatorOf(request),
      };
      const { row, log } = await deps.database.transaction(async (tx) => {
        const moved = await moveOnce(tx, deps, wanted);
        if (moved.repeated) return { row: moved.row, log: undefined };
        return {
          row: moved.row,
          log: await recordAct(
            tx,
            deps,
            { request, actor: actorOf(superuserOrKeyOf(request)) },
            toMoveAct(moved.row),
          ),
        };
      });
      log?.();
      return reply.code(201).send(toWalletTransaction(row));
    },
  );
};

import { type PeriodicTask, startPeriodicTask } from '@questline/lifecycle/periodic-task';
import type { AuthDependencies } from '../dependencies.ts';
import { deleteExpiredRevocations } from './revocations.sql.ts';

const everyMs = 60_000;
const batchSizeMax = 10_000;

/** Deletes revocations that cannot matter any more. Several processes may do it at once. */
export const forgetRevocations = ({
  database,
  logger,
}: Pick<AuthDependencies, 'database' | 'logger'>): PeriodicTask =>
  startPeriodicTask({
    name: 'forget revocations',
    everyMs,
    work: async () => (await deleteExpiredRevocations(database, batchSizeMax)) === batchSizeMax,
    logger,
  });

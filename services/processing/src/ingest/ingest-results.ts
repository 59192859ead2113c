import type { IngestResult } from '@questline/contracts/processing/ingest';
import { Refusal } from '@questline/http/refusal';
import type { Outcome } from '../events/sort-events.ts';
import type { ReadEvent } from './read-events.ts';

type Fault = { readonly path: string; readonly message: string };

const rejected = (id: string, code: number, detail: string, errors?: readonly Fault[]) =>
  ({ id, status: 'rejected', code, detail, ...(errors && { errors: [...errors] }) }) as const;

export const toFaultyResult = (event: Extract<ReadEvent, { kind: 'faulty' }>): IngestResult =>
  rejected(event.id, 422, 'The event is not valid.', event.errors);

export const toForbiddenResult = (id: string, detail: string): IngestResult =>
  rejected(id, 403, detail);

/** Names of the stored event as its sender wrote them. */
const senderPaths: Readonly<Record<string, string>> = { subject: 'user_id' };

export const toResult = (id: string, outcome: Outcome, isPlain: boolean): IngestResult => {
  switch (outcome.kind) {
    case 'accepted':
    case 'replayed':
      return { id, status: outcome.kind };
    case 'faulty': {
      const { path, message } = outcome.fault;
      const told = isPlain ? (senderPaths[path] ?? path) : path;
      return rejected(id, 422, 'The event is not valid.', [{ path: told, message }]);
    }
    case 'conflicting':
      return rejected(id, 409, `Conflict: ${outcome.reason}.`);
  }
};

const codes: Readonly<Record<number, string>> = {
  403: 'forbidden',
  409: 'conflict',
  422: 'invalid',
};

/** The refusal of a request none of whose events could be stored, with each one's result. */
export const toRefusal = (results: readonly IngestResult[], single: boolean): Refusal => {
  const statuses = new Set(results.map(({ code }) => code ?? 422));
  const [first] = results;
  const status = statuses.size === 1 ? (first?.code ?? 422) : 422;
  const errors = results.flatMap(({ errors: faults = [] }, index) =>
    faults.map(({ path, message }) => ({
      path: single ? path : `[${index}]${path === '' ? '' : `.${path}`}`,
      message,
    })),
  );
  const detail = single ? (first?.detail ?? '') : 'None of the events could be stored.';
  return new Refusal(status, codes[status] ?? 'invalid', detail, {
    fields: { ...(errors.length > 0 && { errors }), results },
  });
};

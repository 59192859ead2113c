/** Stable machine words for refusals; a client may switch on them. */
export type RefusalCode = string;

/**
 * An expected "no": the error handler answers with it as a problem document.
 * `detail` is one human sentence and never holds a secret or an inner name.
 */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly code: RefusalCode;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: RefusalCode,
    detail: string,
    extra: { fields?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.fields = extra.fields ?? {};
    this.headers = extra.headers ?? {};
  }
}

export const unauthorized = (detail = 'Sign in to go on.') =>
  new Refusal(401, 'unauthorized', detail, { headers: { 'www-authenticate': 'Bearer' } });

export const forbidden = (detail = 'You are not allowed to do this.') =>
  new Refusal(403, 'forbidden', detail);

export const notFound = (what: string) => new Refusal(404, 'not-found', `${what} was not found.`);

export const conflict = (code: RefusalCode, detail: string) => new Refusal(409, code, detail);

const retryAfterSeconds = 1;

/** There is no room now; nothing of the request was done. */
export const overloaded = (): Refusal =>
  new Refusal(503, 'overloaded', 'There is more to do than can be done. Try again soon.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
  });

/** Where something is wrong, as a dotted path such as `objectives.any_of.0`, and what. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** A body, query or id with these faults: 422 with the path of each. */
export const toInvalid = (errors: readonly FieldError[]) =>
  new Refusal(422, 'invalid', 'The request is not valid.', { fields: { errors } });

/** The same for one value that has the right shape and cannot be. */
export const invalid = (path: string, message: string) => toInvalid([{ path, message }]);

import type { Problem } from '@questline/contracts/problem';

/** `status` of an answer that never came. */
export const unreachableStatus = 0;

/** A refusal of the API, or its silence, in words that can be shown as they are. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** Faults by field name; empty unless the body was refused with 422. */
  readonly fields: Record<string, string>;

  constructor(status: number, code: string, detail: string, fields: Record<string, string> = {}) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

const unreachable = "Questline can't be reached. Check your connection and try again.";
const unavailable = 'Questline is not available right now. Try again in a moment.';

const tooMany = (retryAfter: string | null): string => {
  const seconds = Number(retryAfter);
  if (!Number.isFinite(seconds) || seconds <= 0) return 'Too many attempts. Try again in a while.';
  if (seconds < 90) return `Too many attempts. Try again in ${Math.ceil(seconds)} seconds.`;
  return `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes.`;
};

/** The last segment of `body.user_name`, `/user_name` or `user_name`. */
const fieldOf = (path: string): string => path.split(/[./]/).at(-1) ?? path;

const detailOf = (status: number, retryAfter: string | null, sent: string | undefined): string => {
  if (status === 429) return tooMany(retryAfter);
  if (status >= 502) return unavailable;
  return sent ?? unavailable;
};

export const toUnreachable = (): ApiProblem =>
  new ApiProblem(unreachableStatus, 'unreachable', unreachable);

/** `body` is whatever came: a proxy may answer with no problem document at all. */
export const toProblem = (
  status: number,
  retryAfter: string | null,
  body: Partial<Problem> | null,
): ApiProblem => {
  const faults = (body?.errors ?? []).map(({ path, message }) => [fieldOf(path), message]);
  return new ApiProblem(
    status,
    body?.code ?? 'unknown',
    detailOf(status, retryAfter, body?.detail),
    Object.fromEntries(faults),
  );
};

/** What to tell the user about anything thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof ApiProblem ? error.message : 'Something went wrong on this page. Try again.';

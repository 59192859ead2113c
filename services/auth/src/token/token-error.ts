import { toProblem } from '@questline/http/problem';
import type { Refusal } from '@questline/http/refusal';

export const tokenErrorType = 'application/json';

/** The characters that RFC 6749, section 5.2, allows in a description. */
const notAllowed = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;

const toErrorCode = ({ status, fields }: Refusal): string => {
  if (typeof fields.error === 'string') return fields.error;
  if (status === 429 || status === 503) return 'temporarily_unavailable';
  return status < 500 ? 'invalid_request' : 'server_error';
};

/**
 * A refusal of the token endpoint as OAuth2 clients read it (RFC 6749, section 5.2), with the members of
 * a problem document beside: `error` and `error_description`, and 400 for what is not valid.
 */
export const toTokenError = (refusal: Refusal) => {
  const problem = toProblem(refusal);
  const invalid = problem.status === 422;
  return {
    ...problem,
    ...(invalid && { status: 400, title: 'Bad Request' }),
    error: toErrorCode(refusal),
    error_description: problem.detail.replace(notAllowed, '?'),
  };
};

/** A dependency is out for now: callers answer 503 or keep the message and try again later. */
export class DependencyUnavailable extends Error {
  override name = 'DependencyUnavailable';
  readonly dependency: string;

  constructor(dependency: string, cause?: unknown) {
    super(`${dependency} is unavailable`, { cause });
    this.dependency = dependency;
  }
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);
/**
 * SQLSTATE classes and codes for a server that is gone, going, full or not to be entered, as while
 * a password is being changed, and not for a bad statement.
 */
const serverCodes = /^(08...|28...|3D000|57P0[1-5]|53...|58...|25006)$/;
/** pg reports a lost or late connection by message alone. */
const connectionMessages =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|Client was closed)/;

/** Whether an error says that a dependency is out, rather than that the work is wrong. */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof DependencyUnavailable) return true;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (networkCodes.has(code) || serverCodes.test(code))) return true;
  return connectionMessages.test(error.message);
};

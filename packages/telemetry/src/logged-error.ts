import { redactCredentials } from './redact-credentials.ts';

/** What a log line tells of an error. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly cause?: LoggedError;
}

const causesMax = 5;

/**
 * Names, message, code, stack and causes, and nothing else an error carries: drivers hang whole
 * connections on theirs, settings and all.
 */
export const toLoggedError = (error: unknown, depth = 0): LoggedError => {
  if (!(error instanceof Error))
    return { type: typeof error, message: redactCredentials(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: redactCredentials(error.message),
    ...(error.stack !== undefined && { stack: redactCredentials(error.stack) }),
    ...(typeof code === 'string' && { code }),
    ...(error.cause !== undefined &&
      depth < causesMax && { cause: toLoggedError(error.cause, depth + 1) }),
  };
};

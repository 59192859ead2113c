/** What went wrong, for callers that react; people read the message. */
export type StartupFault =
  | 'already-running'
  | 'damaged-data'
  | 'disk-full'
  | 'foreign-directory'
  | 'port-in-use'
  | 'start-failed'
  | 'unsupported-platform'
  | 'unwritable'
  | 'version-mismatch';

/**
 * A start that cannot go on. The message is one line, what happened and what to do about it, and is
 * meant to be printed as it is, without a stack.
 */
export class StartupError extends Error {
  readonly fault: StartupFault;

  constructor(fault: StartupFault, message: string, options?: ErrorOptions) {
    super(message.replaceAll(/\s*\n\s*/g, ' '), options);
    this.name = 'StartupError';
    this.fault = fault;
  }
}

/** The errno name of a system error (`'ENOENT'`), or undefined. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

export const diskFullError = (dir: string, cause?: unknown): StartupError =>
  new StartupError(
    'disk-full',
    `No space left on the disk that holds ${dir}: free about 100 MB there, then start again`,
    { cause },
  );

export const unwritableError = (dir: string, reason: string, cause?: unknown): StartupError =>
  new StartupError(
    'unwritable',
    `Cannot write to ${dir} (${reason}): give this user write access to it or choose another data directory`,
    { cause },
  );

/** Turns a file system error met while working in `dir` into a StartupError; passes others on. */
export const toStartupError = (error: unknown, dir: string): unknown => {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFullError(dir, error);
    case 'EACCES':
    case 'EPERM':
      return unwritableError(dir, 'permission denied', error);
    case 'EROFS':
      return unwritableError(dir, 'read-only file system', error);
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
      return unwritableError(dir, 'a file is in the way', error);
    default:
      return error;
  }
};

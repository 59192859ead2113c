import { type DestinationStream, type Logger, pino } from 'pino';
import { toLoggedError } from './logged-error.ts';

export type { Logger };

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Where a log line could carry a secret: headers and fields that are never written. */
const redacted = [
  'password',
  '*.password',
  'access_token',
  '*.access_token',
  'headers.authorization',
  'headers.cookie',
  'headers["x-api-key"]',
  '*.headers.authorization',
  '*.headers.cookie',
  '*.headers["x-api-key"]',
];

/** A structured logger: one JSON object a line, times in RFC 3339, secrets left out. */
export const createLogger = (
  options: { service: string; level: LogLevel },
  destination?: DestinationStream,
): Logger =>
  pino(
    {
      level: options.level,
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error) => toLoggedError(error) },
      redact: { paths: redacted, remove: true },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );

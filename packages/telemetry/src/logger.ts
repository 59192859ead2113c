import { type DestinationStream, type Logger, pino } from 'pino';
import { toLoggedError } from './logged-error.ts';
import { redactSecrets } from './redact-secrets.ts';
import { activeTraceIds } from './spans.ts';

export type { Logger };

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * A mail that no server takes is written to the log to be read there: its link is the only copy.
 * Inside a text the quotes would be escaped, so no sender can make another line look like it.
 */
const isMail = (line: string): boolean => line.includes('"mail":{');

/**
 * A structured logger: one JSON object a line, times in RFC 3339, the ids of the active trace, secrets
 * left out.
 */
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
      mixin: () => activeTraceIds() ?? {},
      hooks: { streamWrite: (line) => (isMail(line) ? line : redactSecrets(line)) },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );

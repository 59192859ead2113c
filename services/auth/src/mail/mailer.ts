import { DependencyUnavailable } from '@questline/postgres/unavailable';
import type { Logger } from '@questline/telemetry/logger';
import { createTransport } from 'nodemailer';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail; rejects with DependencyUnavailable when the mail server does not take it. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly auth?: { readonly user: string; readonly pass: string };
}

const timeoutMs = 10_000;

/** Mail over SMTP, or, with no server given, into the log: enough for a laptop. */
export const createMailer = (options: {
  smtp: SmtpServer | undefined;
  from: string;
  logger: Logger;
}): Mailer => {
  const { smtp, from, logger } = options;
  if (smtp === undefined) {
    return { send: async (mail) => logger.info({ mail }, 'mail not sent: no SMTP_HOST') };
  }
  const transport = createTransport({
    ...smtp,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  return {
    send: async ({ to, subject, text }) => {
      try {
        // An address object, so that a comma in the text cannot add a second recipient.
        await transport.sendMail({ from, to: { name: '', address: to }, subject, text });
      } catch (error) {
        throw new DependencyUnavailable('mail', error);
      }
    },
  };
};

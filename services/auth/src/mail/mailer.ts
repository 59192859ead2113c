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
  /** Whether mail may go out without TLS, or with a certificate that nobody vouches for. */
  readonly insecure: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
}

const timeoutMs = 10_000;

/** Where SMTP begins with TLS; elsewhere it is asked for by STARTTLS. */
const implicitTlsPort = 465;

/** Nothing to send by: mail holds links that sign somebody in, which no log of a real site may hold. */
const createUnsetMailer = ({ logger, logged }: { logger: Logger; logged: boolean }): Mailer => ({
  send: async (mail) => {
    if (!logged) throw new DependencyUnavailable('mail', 'no SMTP_HOST');
    logger.info({ mail }, 'mail not sent: no SMTP_HOST');
  },
});

/**
 * Mail over SMTP with TLS, unless the server is marked insecure. With no server given it goes into the
 * log outside production, and is refused there.
 */
export const createMailer = (options: {
  smtp: SmtpServer | undefined;
  from: string;
  logger: Logger;
  production: boolean;
}): Mailer => {
  const { smtp, from, logger } = options;
  if (smtp === undefined) return createUnsetMailer({ logger, logged: !options.production });
  const { insecure, ...server } = smtp;
  const transport = createTransport({
    ...server,
    secure: smtp.port === implicitTlsPort,
    requireTLS: !insecure,
    tls: { rejectUnauthorized: !insecure },
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

import type { ChangeAuthor } from '@questline/contracts/catalog/change';
import { versionCookieName, versionHeader } from '@questline/contracts/catalog/change';
import { type SuperuserOrKey, superuserOrKeyOf } from '@questline/http/api-key-check';
import { readSessionCookie } from '@questline/http/session-cookie';
import type { Transaction } from '@questline/postgres/database';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type RefusalKind, toRefusal } from '../refusals.ts';
import type { CommandDependencies } from './dependencies.ts';
import { isNameTaken } from './history/aggregates.sql.ts';
import type { CommandContext } from './history/store-facts.ts';
import { answerOnce, repeatableOf } from './idempotency/answer-once.ts';

/** How long a browser is asked to tell what it has written. */
const cookieSeconds = 60;

const accepted = 202;
const noContent = 204;

/** What a command has to say: the answer, and the position of the last change it saw or made. */
export interface CommandAnswer<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly position: number;
}

const authorOf = (caller: SuperuserOrKey): ChangeAuthor & { readonly id: string } =>
  caller.kind === 'user'
    ? { kind: 'user', id: caller.user_id }
    : { kind: 'api_key', id: caller.key_id };

/** A browser sends the cookie by itself with its next reading; other clients are given a header. */
const setVersionCookie = (request: FastifyRequest, reply: FastifyReply, position: number) => {
  if (readSessionCookie(request) === undefined) return;
  reply.setCookie(versionCookieName, String(position), {
    path: '/api/v1',
    maxAge: cookieSeconds,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
  });
};

/**
 * Runs a command in one transaction, answers a repeat of it as the first time, and gives the views a
 * moment to show it. 202 instead of 200 or 201 where events may not be counted by it yet.
 */
export const runCommand = async <Body>(
  deps: CommandDependencies,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  options: { readonly reason: string | null | undefined; readonly nameTaken: RefusalKind },
  work: (tx: Transaction, context: CommandContext) => Promise<CommandAnswer<Body>>,
): Promise<Body> => {
  const author = authorOf(superuserOrKeyOf(request));
  const repeatable = repeatableOf(request, `${author.kind}:${author.id}`);
  const now = deps.now();
  const { ip: address } = request;
  const context = { author, address, reason: options.reason || null, now, newId: deps.newId };
  const answered = await deps.database
    .transaction((tx) => answerOnce(tx, repeatable, now, () => work(tx, context)))
    .catch((error: unknown) => {
      throw isNameTaken(error) ? toRefusal({ kind: options.nameTaken }) : error;
    });
  const { status, headers, body, position } = answered;
  const [isCounted] = await Promise.all([deps.awaitCounted(position), deps.awaitVisible(position)]);
  setVersionCookie(request, reply, position);
  // Decided for good, and not in effect everywhere yet.
  const answeredWith = isCounted || status === noContent ? status : accepted;
  reply.code(answeredWith).headers({ ...headers, [versionHeader]: String(position) });
  return body;
};

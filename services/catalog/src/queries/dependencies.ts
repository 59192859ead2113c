import type { Database } from '@questline/postgres/database';
import type { FastifyRequest, preHandlerHookHandler } from 'fastify';
import type { KeptAnswers } from './kept-answers.ts';

type RequestHook = (request: FastifyRequest) => Promise<void>;

/** What the routes of queries are given. */
export interface QueryDependencies extends KeptAnswers {
  /** The views; the command store cannot be reached from here. */
  readonly database: Database;
  readonly now: () => Date;
  /** Hooks that run before anything of the request is read. */
  readonly asViewer: RequestHook;
  readonly asService: RequestHook;
  /** A `preHandler`: answers what is cached. */
  readonly fromMemory: preHandlerHookHandler;
}

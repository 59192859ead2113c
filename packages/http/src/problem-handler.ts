import { DependencyUnavailable, isUnavailable } from '@questline/postgres/unavailable';
import { createCountedLog } from '@questline/telemetry/counted-log';
import { toLoggedError } from '@questline/telemetry/logged-error';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { errorsMax } from './field-errors.ts';
import { collectMethods, type KnownMethods, pathPartLengthMax } from './known-methods.ts';
import { problemType, toProblem } from './problem.ts';
import { Refusal } from './refusal.ts';

const retryAfterSeconds = 2;

/** SQLSTATE class 22, data exceptions: a value that no schema stopped, such as a number out of range. */
const dataException = /^22[0-9A-Z]{3}$/;

const isDataException = ({ code }: { readonly code?: unknown }): boolean =>
  typeof code === 'string' && dataException.test(code);

/** What clients are told of the server framework's own refusals. */
const parserDetails: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The content type is not supported here.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body does not match its content length.',
  FST_ERR_BAD_URL: 'The address is malformed.',
  FST_ERR_MAX_PARAM_LENGTH: 'The address is too long.',
};

const toRefusal = (error: FastifyError): Refusal | undefined => {
  if (error instanceof Refusal) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.flatMap(({ keyword, instancePath, message, params }) => {
      const path = instancePath.split('/').filter((part) => part !== '');
      // Keys that are not known lie below the object they were found in.
      const keys = keyword === 'unrecognized_keys' ? params.keys : undefined;
      if (!Array.isArray(keys)) return { path: path.join('.'), message: message ?? 'is not valid' };
      return keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not known here' }));
    });
    return new Refusal(422, 'invalid', 'The request is not valid.', {
      fields: { errors: errors.slice(0, errorsMax) },
    });
  }
  if (isUnavailable(error)) {
    return new Refusal(
      503,
      'unavailable',
      'The service cannot do this right now. Try again soon.',
      {
        headers: { 'retry-after': String(retryAfterSeconds) },
      },
    );
  }
  if (isDataException(error)) {
    const errors = [{ path: '', message: 'holds a value that cannot be stored' }];
    return new Refusal(422, 'invalid', 'The request is not valid.', { fields: { errors } });
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    const malformed = error.statusCode === 400;
    return new Refusal(
      error.statusCode,
      malformed ? 'malformed' : 'refused',
      parserDetails[error.code] ??
        (malformed ? 'The body is malformed.' : 'The request is refused.'),
    );
  }
  return undefined;
};

const sendProblem = (reply: FastifyReply, refusal: Refusal) =>
  reply
    .code(refusal.status)
    .headers(refusal.headers)
    .type(problemType)
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(toProblem(refusal));

const logRefusal = createCountedLog();

/** Under load the same refusal comes thousands of times a second: one line a second, and no stack. */
const logUnavailable = (error: Error, refusal: Refusal, request: FastifyRequest): void => {
  const { log } = request.server;
  const { code } = refusal;
  const dependency = error instanceof DependencyUnavailable ? error.dependency : undefined;
  const reason = toLoggedError(error.cause ?? error).message;
  logRefusal(`${code} ${dependency ?? ''}`, ({ count }) =>
    log.warn({ code, dependency, reason, count }, 'requests refused'),
  );
};

/** A schema should have refused it with its path. */
const logDataException = ({ code }: FastifyError, { server: { log } }: FastifyRequest): void => {
  logRefusal(`data exception ${code}`, ({ count }) =>
    log.warn({ code, count }, 'values refused by the database'),
  );
};

/** How a route answers a refusal. */
type SendRefusal = (reply: FastifyReply, refusal: Refusal) => unknown;

/** Answers errors as refusals in the form of `send`; only faults are logged, never shown. */
export const createErrorHandler =
  (send: SendRefusal) => (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = toRefusal(error);
    if (refusal === undefined) {
      request.log.error({ err: error }, 'request failed');
      return send(reply, new Refusal(500, 'internal', 'Something went wrong on our side.'));
    }
    if (refusal.status === 503 && refusal.code !== 'starting') {
      logUnavailable(error, refusal, request);
    }
    if (isDataException(error)) logDataException(error, request);
    return send(reply, refusal);
  };

/** Answers an error as an RFC 9457 problem. */
export const answerError = createErrorHandler(sendProblem);

const queryWithoutTypeCode = 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE';

const refuseAddress = (methods: readonly string[], method: string): Refusal => {
  // A route may answer that there is nothing at its own address.
  if (methods.length === 0 || methods.includes(method)) {
    return new Refusal(404, 'not-found', 'There is nothing at this address.');
  }
  const allow = methods.join(', ');
  return new Refusal(405, 'method-not-allowed', `${method} is not possible here, but ${allow}.`, {
    headers: { allow },
  });
};

/**
 * Answers every refusal and fault of a route, unknown addresses (404) and unknown methods of known ones
 * (405 with Allow) as problems; to be called before routes are added. `methodsElsewhere` knows paths that
 * are no routes of their own.
 */
export const handleProblems = (
  app: FastifyInstance,
  methodsElsewhere: KnownMethods = () => [],
): void => {
  const known = collectMethods(app, pathPartLengthMax);
  const methodsOf: KnownMethods = (url) => {
    const methods = known(url);
    return methods.length > 0 ? methods : methodsElsewhere(url);
  };
  const answerUnknown = (request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(reply, refuseAddress(methodsOf(request.url), request.method));
  app.setErrorHandler((error: FastifyError, request, reply) =>
    // No route here is of the method QUERY, which the framework looks at before it looks for a route.
    error.code === queryWithoutTypeCode
      ? answerUnknown(request, reply)
      : answerError(error, request, reply),
  );
  app.setNotFoundHandler(answerUnknown);
};

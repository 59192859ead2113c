import { type RefusalStatus, refusals } from '../problem-responses.ts';
import {
  isReference,
  type Operation,
  type Parameter,
  type Reference,
  type RequestBody,
  type Response,
  type Schema,
} from './document.ts';
import { documentationKey, type RouteDocumentation } from './route-documentation.ts';
import { isRefusalStatus, referToRefusal, refusalHeaders, toHeaders } from './shared-responses.ts';

export type GeneratedOperation = Operation & {
  readonly [documentationKey]?: RouteDocumentation;
};

const isRead = (method: string) => method === 'get' || method === 'head';

/** What hooks of every route refuse, whatever its own list names. */
const impliedRefusals = (
  method: string,
  operation: Operation,
  { requestHeaders = [] }: RouteDocumentation,
): readonly RefusalStatus[] => {
  const secured = operation.security.length > 0;
  const takesBody = operation.requestBody !== undefined;
  return [
    ...(secured ? ([400, 401, 429] as const) : []),
    ...(secured && !isRead(method) ? ([403] as const) : []),
    ...(takesBody ? ([400, 413, 415, 429] as const) : []),
    ...(requestHeaders.includes('IdempotencyKey') ? ([409] as const) : []),
    ...(requestHeaders.includes('IfMatch') ? ([412] as const) : []),
    421,
    422,
    503,
  ];
};

/** Refusals that are described as everywhere else are named; what a route says of its own stays. */
const shareRefusal = (status: number, response: Response | Reference): Response | Reference => {
  if (isReference(response) || !isRefusalStatus(status)) return response;
  const headers = refusalHeaders(status);
  const types = Object.keys(response.content ?? {});
  const isShared =
    response.description === refusals[status].meaning &&
    types.every((type) => type === 'application/problem+json');
  return isShared ? referToRefusal(status) : { ...response, headers };
};

const descriptions: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Stored; what it causes follows',
  204: 'Done, with nothing to show',
  304: 'Unchanged since the ETag in If-None-Match',
};

const shapeSuccess = (
  status: string,
  response: Response,
  documentation: RouteDocumentation,
): Response => {
  const headers = toHeaders(['RequestId', ...(documentation.responseHeaders ?? [])]);
  const description = descriptions[status] ?? response.description;
  if (status === '204' || status === '304') return { description, headers };
  const { answers } = documentation;
  const content = answers ? { [answers]: { schema: { type: 'string' } } } : response.content;
  return { description, headers, ...(content && { content }) };
};

const shapeResponses = (
  method: string,
  operation: Operation,
  documentation: RouteDocumentation,
) => {
  const given = Object.entries(operation.responses).map(([status, response]) => {
    const shared = shareRefusal(Number(status), response);
    const isSuccess = Number(status) < 400 && !isReference(shared);
    return [status, isSuccess ? shapeSuccess(status, shared, documentation) : shared] as const;
  });
  const implied = impliedRefusals(method, operation, documentation).map(
    (status) => [String(status), referToRefusal(status)] as const,
  );
  return Object.fromEntries([...implied, ...given]);
};

/** What else a body may be than null, where it is one of two. */
const withoutNull = ({ anyOf }: Schema): Schema | undefined => {
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return undefined;
  const others = (anyOf as Schema[]).filter(({ type }) => type !== 'null');
  return others.length === 1 ? others[0] : undefined;
};

/** A body that may be null is one that may be left out. */
const shapeBody = (body: RequestBody): RequestBody => {
  const schemas = Object.entries(body.content).map(
    ([type, { schema = {} }]) => [type, schema, withoutNull(schema)] as const,
  );
  return {
    required: schemas.every(([, , other]) => other === undefined),
    content: Object.fromEntries(
      schemas.map(([type, schema, other]) => [type, { schema: other ?? schema }]),
    ),
  };
};

/** A description stands with the parameter, and once. */
const shapeParameter = (parameter: Parameter | Reference): Parameter | Reference => {
  if (isReference(parameter)) return parameter;
  const { description: inner, ...schema } = parameter.schema;
  const description = parameter.description ?? inner;
  return {
    ...parameter,
    ...(typeof description === 'string' && { description }),
    schema,
  };
};

/** One operation with everything that holds for it though its route does not name it. */
export const shapeOperation = (method: string, generated: GeneratedOperation): Operation => {
  const { [documentationKey]: documentation = {}, ...operation } = generated;
  const { aliases = [], requestHeaders: named = [] } = documentation;
  const own = (operation.parameters ?? []).filter(
    (each) => isReference(each) || !aliases.includes(each.name),
  );
  const requestBody = operation.requestBody && shapeBody(operation.requestBody);
  const parameters = [
    ...own.map(shapeParameter),
    ...named.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
  const shaped = { ...operation, ...(requestBody && { requestBody }) };
  return {
    ...shaped,
    parameters,
    responses: shapeResponses(method, shaped, documentation),
  };
};

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiDocument, MediaType, Operation } from '@questline/http/openapi/document';
import { readRequest } from '../../../examples/read-request.ts';
import { projectRoot } from '../config.ts';

const folder = join(projectRoot, 'examples/requests');

const toExample = (body: string, contentType: string): unknown =>
  contentType === 'application/json'
    ? JSON.parse(body)
    : Object.fromEntries(new URLSearchParams(body));

/** The body of the operation's request in `examples/`, which a test sends. */
const addExample = async (operation: Operation): Promise<Operation> => {
  const { requestBody } = operation;
  if (requestBody === undefined) return operation;
  const file = join(folder, `${operation.operationId}.http`);
  const { body, headers } = readRequest(await readFile(file, 'utf8'));
  const contentType = headers['content-type'] ?? '';
  const media: MediaType | undefined = requestBody.content[contentType];
  if (body === undefined || media === undefined) return operation;
  const content = {
    ...requestBody.content,
    [contentType]: { ...media, example: toExample(body, contentType) },
  };
  return { ...operation, requestBody: { ...requestBody, content } };
};

/** The document with the bodies of `examples/requests/` as its examples. */
export const addExamples = async (document: ApiDocument): Promise<ApiDocument> => {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [path, item] of Object.entries(document.paths)) {
    const shown: Record<string, Operation> = {};
    for (const [method, operation] of Object.entries(item)) {
      shown[method] = await addExample(operation);
    }
    paths[path] = shown;
  }
  return { ...document, paths };
};

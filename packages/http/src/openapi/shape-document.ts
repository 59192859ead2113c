import type { ApiDocument, Operation, PathItem } from './document.ts';
import { requestHeaders, responseHeaders } from './headers.ts';
import { type GeneratedOperation, shapeOperation } from './shape-operation.ts';
import { shareSchemas } from './share-schemas.ts';
import { sharedResponses } from './shared-responses.ts';

const shapePath = (item: PathItem): PathItem =>
  Object.fromEntries(
    Object.entries(item).map(([method, operation]) => [
      method,
      shapeOperation(method, operation as GeneratedOperation),
    ]),
  );

/** A path is answered with and without its last slash; it is written without. */
const trimPath = (path: string): string => (path === '/' ? path : path.replace(/\/$/, ''));

const headers = Object.fromEntries(
  Object.entries(responseHeaders).map(([key, { name: _name, ...header }]) => [key, header]),
);

const kinds = ['parameters', 'headers', 'responses'] as const;

/** Of the shared parts those that something names, in the document or in another part of them. */
const dropUnused = (paths: ApiDocument['paths'], components: ApiDocument['components']) => {
  const used = { ...components };
  const isUsed = (kind: string, name: string) =>
    JSON.stringify([paths, used]).includes(`"#/components/${kind}/${name}"`);
  for (const kind of [...kinds].reverse()) {
    const parts = Object.entries(components[kind] ?? {}).filter(([name]) => isUsed(kind, name));
    Object.assign(used, { [kind]: Object.fromEntries(parts) });
  }
  for (const kind of kinds) {
    const parts = Object.entries(used[kind] ?? {}).filter(([name]) => isUsed(kind, name));
    Object.assign(used, { [kind]: Object.fromEntries(parts) });
  }
  return used;
};

/** The generator's document with what holds for every operation, and with each part of it once. */
export const shapeDocument = (generated: ApiDocument): ApiDocument => {
  const shaped = Object.fromEntries(
    Object.entries(generated.paths).map(([path, item]) => [trimPath(path), shapePath(item)]),
  );
  const responses = sharedResponses;
  const reachable = { shaped, responses };
  const { paths, schemas } = shareSchemas(reachable, generated.components.schemas);
  const components = {
    ...generated.components,
    schemas,
    parameters: requestHeaders,
    headers,
    responses,
  };
  return {
    ...generated,
    paths: paths.shaped,
    components: dropUnused(paths.shaped, components),
  };
};

/** Every operation of a document, with its method and path. */
export const operationsOf = (
  document: Pick<ApiDocument, 'paths'>,
): readonly { readonly method: string; readonly path: string; readonly operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );

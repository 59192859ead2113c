import { isDeepStrictEqual } from 'node:util';
import type { ApiDocument, Components, Tag } from '@questline/http/openapi/document';

type Kind = keyof Components;

/** A part that two services describe has to be the same in both, or a client would know one of them. */
const mergeParts = (kind: string, all: readonly Readonly<Record<string, unknown>>[]) => {
  const merged: Record<string, unknown> = {};
  for (const parts of all) {
    for (const [name, part] of Object.entries(parts)) {
      if (name in merged && !isDeepStrictEqual(merged[name], part)) {
        throw new Error(`${kind} ${name} is described in two ways`);
      }
      merged[name] = part;
    }
  }
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** One document of several services', as one address answers for all of them. */
export const joinDocuments = (
  documents: readonly ApiDocument[],
  head: { readonly info: ApiDocument['info']; readonly tags: readonly Tag[] },
): ApiDocument => {
  const [first] = documents;
  if (first === undefined) throw new Error('there is no document to join');
  const kinds = [...new Set(documents.flatMap((each) => Object.keys(each.components)))] as Kind[];
  const components = kinds.map(
    (kind) =>
      [
        kind,
        mergeParts(
          kind,
          documents.map((each) => each.components[kind] ?? {}),
        ),
      ] as const,
  );
  return {
    openapi: first.openapi,
    info: head.info,
    servers: first.servers,
    tags: head.tags,
    paths: mergeParts(
      'path',
      documents.map(({ paths }) => paths),
    ) as ApiDocument['paths'],
    components: Object.fromEntries(components) as unknown as Components,
  };
};

import { isDeepStrictEqual } from 'node:util';
import { mapObjects, type Schema } from './document.ts';

const prefix = '#/components/schemas/';
const inputSuffix = 'Input';

const renameReferences = <Value>(value: Value, rename: (name: string) => string): Value =>
  mapObjects(value, (object) =>
    typeof object.$ref === 'string' && object.$ref.startsWith(prefix)
      ? { ...object, $ref: prefix + rename(object.$ref.slice(prefix.length)) }
      : object,
  ) as Value;

const referencesOf = (value: unknown): ReadonlySet<string> => {
  const found = new Set<string>();
  renameReferences(value, (name) => {
    found.add(name);
    return name;
  });
  return found;
};

/** Every schema that paths reach. */
const reach = (paths: unknown, schemas: Readonly<Record<string, Schema>>): Set<string> => {
  const reached = new Set<string>();
  const visit = (value: unknown) => {
    for (const name of referencesOf(value)) {
      if (reached.has(name) || schemas[name] === undefined) continue;
      reached.add(name);
      visit(schemas[name]);
    }
  };
  visit(paths);
  return reached;
};

/** Names whose schema for requests can go by the name of the one for answers. */
const findShared = (reached: ReadonlySet<string>, schemas: Readonly<Record<string, Schema>>) => {
  const twins = [...reached].filter((name) => name.endsWith(inputSuffix));
  const shared = new Set(twins);
  const baseOf = (name: string) => (shared.has(name) ? name.slice(0, -inputSuffix.length) : name);
  const isShared = (twin: string) => {
    const base = twin.slice(0, -inputSuffix.length);
    if (!reached.has(base)) return true;
    return isDeepStrictEqual(
      renameReferences(schemas[twin], baseOf),
      renameReferences(schemas[base], baseOf),
    );
  };
  // A schema differs also where one that it names does, so this goes on until nothing changes.
  for (let before = -1; before !== shared.size; ) {
    before = shared.size;
    for (const twin of shared) if (!isShared(twin)) shared.delete(twin);
  }
  return { baseOf };
};

/**
 * Each schema once, and those alone that paths name: the generator writes every schema of the process, and
 * a second one for requests.
 */
export const shareSchemas = <Paths>(
  paths: Paths,
  schemas: Readonly<Record<string, Schema>>,
): { paths: Paths; schemas: Record<string, Schema> } => {
  const reached = reach(paths, schemas);
  const { baseOf } = findShared(reached, schemas);
  const named = [...reached].map(
    (name) => [baseOf(name), renameReferences(schemas[name] ?? {}, baseOf)] as const,
  );
  return {
    paths: renameReferences(paths, baseOf),
    schemas: Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
};

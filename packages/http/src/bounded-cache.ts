export interface BoundedCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  clear(): void;
}

/**
 * Keeps `sizeMax` at most, and of what was used last at least half as much: so many entries, or what
 * `sizeOf` makes of each. What was not used while half as much else was goes at once with its
 * generation, so that most reads move nothing.
 */
export const createBoundedCache = <Value extends {}>(
  sizeMax: number,
  sizeOf: (value: Value) => number = () => 1,
): BoundedCache<Value> => {
  const generationMax = Math.ceil(sizeMax / 2);
  let young = new Map<string, Value>();
  let youngSize = 0;
  let old = new Map<string, Value>();
  const remove = (key: string) => {
    const known = young.get(key);
    if (known === undefined) return;
    young.delete(key);
    youngSize -= sizeOf(known);
  };
  const set = (key: string, value: Value) => {
    remove(key);
    young.set(key, value);
    youngSize += sizeOf(value);
    if (youngSize < generationMax) return;
    old = young;
    young = new Map();
    youngSize = 0;
  };
  return {
    get: (key) => {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
    delete: (key) => {
      remove(key);
      old.delete(key);
    },
    clear: () => {
      young.clear();
      youngSize = 0;
      old.clear();
    },
  };
};

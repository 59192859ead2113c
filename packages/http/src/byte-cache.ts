import { LRUCache } from 'lru-cache';

/** What an entry takes besides its key and value, about: its places in the tables of the cache. */
const entryOverheadBytes = 200;
/** A character of a text takes two bytes where one of them is outside of Latin-1. */
const bytesPerCharacter = 2;

/** The bytes of a text, at most. */
export const textBytes = (text: string): number => text.length * bytesPerCharacter;

/**
 * Holds the values that were used last, and no more than `bytesMax` with their keys. A value that
 * would not fit is not held. `sizeOf` gives the bytes of a value, at least roughly.
 */
export const createByteCache = <Value extends {}>(
  bytesMax: number,
  sizeOf: (value: Value) => number,
): LRUCache<string, Value> =>
  new LRUCache<string, Value>({
    maxSize: bytesMax,
    sizeCalculation: (value, key) => textBytes(key) + sizeOf(value) + entryOverheadBytes,
  });

export type ByteCache<Value extends {}> = LRUCache<string, Value>;

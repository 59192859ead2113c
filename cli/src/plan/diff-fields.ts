import { isDeepStrictEqual } from 'node:util';
import { type Path, showPath } from '../files/path.ts';
import type { FieldChange } from './plan.ts';

type Fields = { readonly [name: string]: unknown };

const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isListOfMaps = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) && value.length > 0 && value.every(isMap);

const differ = (from: unknown, to: unknown, path: Path): readonly FieldChange[] => {
  if (isDeepStrictEqual(from, to)) return [];
  if (isMap(from) && isMap(to)) {
    return namesOf(from, to).flatMap((name) => differ(from[name], to[name], [...path, name]));
  }
  if (isListOfMaps(from) && isListOfMaps(to)) {
    const length = Math.max(from.length, to.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      differ(from[index], to[index], [...path, index]),
    );
  }
  return [{ path: showPath(path), from: from ?? null, to: to ?? null }];
};

const namesOf = (from: Fields, to: Fields): readonly string[] => [
  ...new Set([...Object.keys(from), ...Object.keys(to)]),
];

/** What is different, field by field: as deep as both have the field, lists of texts as a whole. */
export const diffFields = (from: Fields, to: Fields): readonly FieldChange[] =>
  differ(from, to, []);

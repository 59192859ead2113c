import { isStorableText } from '@questline/contracts/storable-text';
import type { SchemaFault } from './explain-issues.ts';
import type { Path } from './path.ts';

/** Texts that the catalog could not keep as they are. The value has a schema's shape: it is not deep. */
export const checkTexts = (value: unknown, path: Path = []): readonly SchemaFault[] => {
  if (typeof value === 'string') {
    const message = 'holds characters that cannot be stored';
    return isStorableText(value) ? [] : [{ path, message }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((each, index) => checkTexts(each, [...path, index]));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => checkTexts(each, [...path, name]));
};

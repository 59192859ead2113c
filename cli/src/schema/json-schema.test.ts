import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toJsonSchema } from './json-schema.ts';

it('is the one that is published: run `npm run schema` after a change', () => {
  const published = new URL('../../../docs/schemas/questline.schema.json', import.meta.url);
  expect(readFileSync(published, 'utf8')).toBe(toJsonSchema());
});

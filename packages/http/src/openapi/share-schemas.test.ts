import { expect, test } from 'vitest';
import { shareSchemas } from './share-schemas.ts';

const to = (name: string) => ({ $ref: `#/components/schemas/${name}` });

test('what nothing names is left out', () => {
  const { schemas } = shareSchemas([to('A')], { A: { items: to('B') }, B: {}, C: {} });
  expect(Object.keys(schemas)).toEqual(['A', 'B']);
});

test('a schema that requests and answers share is written once', () => {
  const shared = shareSchemas([to('AInput'), to('A')], {
    A: { items: to('B') },
    AInput: { items: to('BInput') },
    B: { type: 'string' },
    BInput: { type: 'string' },
  });
  expect(shared.paths).toEqual([to('A'), to('A')]);
  expect(shared.schemas).toEqual({ A: { items: to('B') }, B: { type: 'string' } });
});

test('a schema for requests alone goes by its own name', () => {
  const { paths, schemas } = shareSchemas([to('AInput')], {
    A: { const: 1 },
    AInput: { const: 2 },
  });
  expect(paths).toEqual([to('A')]);
  expect(schemas).toEqual({ A: { const: 2 } });
});

test('schemas that differ, or that name ones that do, stay two', () => {
  const given = {
    A: { items: to('B') },
    AInput: { items: to('BInput') },
    B: { const: 1 },
    BInput: { const: 2 },
  };
  expect(shareSchemas([to('AInput'), to('A')], given).schemas).toEqual(given);
});

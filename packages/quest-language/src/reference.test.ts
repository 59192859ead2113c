import { readFileSync } from 'node:fs';
import { questFullForm } from '@questline/contracts/catalog/quest';
import { describe, expect, test } from 'vitest';
import { checkDefinition, checkUnlocks } from './check-definition.ts';
import { compileCondition } from './condition.ts';
import { normaliseDefinition } from './normalise-definition.ts';

const reference = readFileSync(new URL('../../../docs/quest-language.md', import.meta.url), 'utf8');
const fullForm = questFullForm as unknown as Schema;
const now = new Date('2026-11-01T00:00:00Z');

const blocksOf = (language: string): readonly string[] =>
  [...reference.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, block]) => block ?? '',
  );

describe('the examples of the reference', () => {
  const json = blocksOf('json').join();
  const examples = blocksOf('json').map((block) => JSON.parse(block));

  test.each(examples)('$name: is accepted and has no fault', (example) => {
    const { name, description, category, ...parts } = questFullForm.parse(example);
    const definition = normaliseDefinition(parts);
    expect(checkDefinition(definition, now)).toEqual([]);
    const { all = [], any = [], none = [] } = definition.unlock ?? {};
    const others = new Map([...all, ...any, ...none].map((id) => [id, {}]));
    expect(checkUnlocks('a', definition, others)).toEqual([]);
  });

  test('show every field', () => {
    expect([...namesIn(fullForm)].filter((name) => !json.includes(`"${name}":`))).toEqual([]);
  });
});

test.each(blocksOf('cel').flatMap((block) => block.trim().split('\n')))(
  'the condition %s compiles',
  (text) => expect(compileCondition(text).kind).toBe('condition'),
);

test('every field and every word that a field may be stands in the text', () => {
  const text = reference.replaceAll(/^```[\s\S]*?^```$/gm, '');
  const quoted = [...text.matchAll(/`[^`]+`/g)].join(' ');
  const words = new Set(quoted.split(/[\s`"'{}:,.[\]]+/));
  const names = [...namesIn(fullForm), ...wordsIn(fullForm)];
  expect(names.length).toBeGreaterThan(60);
  expect(names.filter((name) => !words.has(name))).toEqual([]);
});

/** As much of a zod schema as names its fields. */
interface Schema {
  readonly def?: {
    readonly shape?: Readonly<Record<string, Schema>>;
    readonly element?: Schema;
    readonly innerType?: Schema;
    readonly options?: readonly Schema[];
    readonly entries?: Readonly<Record<string, string>>;
  };
}

const below = ({ def = {} }: Schema): readonly Schema[] => [
  ...Object.values(def.shape ?? {}),
  ...[def.element, def.innerType].filter((schema) => schema !== undefined),
  ...(def.options ?? []),
];

const namesIn = (schema: Schema): ReadonlySet<string> =>
  new Set([
    ...Object.keys(schema.def?.shape ?? {}),
    ...below(schema).flatMap((part) => [...namesIn(part)]),
  ]);

const wordsIn = (schema: Schema): ReadonlySet<string> =>
  new Set([
    ...Object.values(schema.def?.entries ?? {}),
    ...below(schema).flatMap((part) => [...wordsIn(part)]),
  ]);

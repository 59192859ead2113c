import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

const parse = (file: string) =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);

/** The constants of a file by name, those it imports from beside it too. */
const constantsOf = (source: ts.SourceFile, file: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const from = (statement.moduleSpecifier as ts.StringLiteral).text;
      if (!from.startsWith('.') || !from.endsWith('.sql.ts')) continue;
      const imported = join(dirname(file), from);
      for (const [name, text] of constantsOf(parse(imported), imported)) found.set(name, text);
    }
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      const text = initializer && textOf(initializer, found);
      if (text !== undefined) found.set(name.getText(), text);
    }
  }
  return found;
};

/** What stands for a constant of another package: they are limits. */
const someLimit = '1';

/** A text of constants alone; undefined for what is put together while it runs. */
const textOf = (node: ts.Expression, known: ReadonlyMap<string, string>): string | undefined => {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return node.text;
  if (ts.isIdentifier(node)) return known.get(node.text);
  if (!ts.isTemplateExpression(node)) return undefined;
  let text = node.head.text;
  for (const { expression, literal } of node.templateSpans) {
    const value =
      textOf(expression, known) ?? (ts.isIdentifier(expression) ? someLimit : undefined);
    if (value === undefined) return undefined;
    text += value + literal.text;
  }
  return text;
};

const propertyOf = (node: ts.ObjectLiteralExpression, name: string) =>
  node.properties.find(
    (property): property is ts.PropertyAssignment =>
      ts.isPropertyAssignment(property) && property.name.getText() === name,
  )?.initializer;

const statementsOf = (file: string): NamedStatement[] => {
  const source = parse(file);
  const known = constantsOf(source, file);
  const found: NamedStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const [name, text] = ['name', 'text'].map((each) => propertyOf(node, each));
      if (name !== undefined && text !== undefined && ts.isStringLiteralLike(name)) {
        const written = textOf(text, known);
        if (written === undefined) throw new Error(`${name.text} is not of constants: ${file}`);
        found.push({ name: name.text, text: written });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

/** Every named statement in the `*.sql.ts` files below a folder but those of audits, as it is written. */
export const namedStatements = async (directory: string): Promise<readonly NamedStatement[]> => {
  const files: string[] = [];
  const found = glob('**/*.sql.ts', { cwd: directory, exclude: ['**/audit.sql.ts'] });
  for await (const file of found) files.push(file);
  return files.toSorted().flatMap((file) => statementsOf(join(directory, file)));
};

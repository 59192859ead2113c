import ts from 'typescript';
import { inProject } from './project.ts';

/** A value and the exported type of a package that it must be a literal of. */
export interface TypedValue {
  readonly what: string;
  readonly value: unknown;
  readonly type: string;
  readonly from: string;
}

/**
 * Holds values against published types as strictly as the compiler holds literals: a misspelt, a
 * missing or a wrongly typed field is told with its name. Values themselves (a port's range, a
 * path's form) are beyond it.
 */
export const findTypeFaults = (values: readonly TypedValue[]): string[] => {
  const fileName = inProject('deploy/test/checked-values.ts');
  const lines = values.flatMap(({ value, type, from }, index) => [
    `import type { ${type} as T${index} } from '${from}';`,
    `export const v${index}: T${index} = ${JSON.stringify(value)};`,
  ]);
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const text = lines.join('\n');
  host.getSourceFile = (name, ...rest) =>
    name === fileName
      ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2024)
      : getSourceFile(name, ...rest);
  host.fileExists = (name) => name === fileName || fileExists(name);
  host.readFile = (name) => (name === fileName ? text : readFile(name));
  const program = ts.createProgram([fileName], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line =
      file?.fileName === fileName ? file.getLineAndCharacterOfPosition(start ?? 0) : undefined;
    const at = line && values[Math.floor(line.line / 2)]?.what;
    return `${at ?? file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, 500)}`;
  });
};

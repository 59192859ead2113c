import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Path } from './path.ts';

interface Found {
  readonly node: unknown;
  readonly offset: number | undefined;
}

const offsetOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];

const enter = (node: unknown, part: string | number): Found | undefined => {
  if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
    const item = node.items[part];
    return { node: item, offset: offsetOf(item) };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  if (pair === undefined) return undefined;
  return { node: pair.value, offset: offsetOf(pair.key) };
};

/**
 * Where a part of a document stands: the key that names it, the item of a list; what is missing, where
 * the part stands that it is missing in.
 */
export const locate = (
  document: Document.Parsed,
  lines: LineCounter,
  path: Path,
): { readonly line: number; readonly column: number } => {
  let found: Found = { node: document.contents, offset: offsetOf(document.contents) };
  let offset = found.offset ?? document.range[0];
  for (const part of path) {
    const node = isAlias(found.node) ? found.node.resolve(document) : found.node;
    const next = enter(node, part);
    if (next === undefined) break;
    found = next;
    offset = next.offset ?? offset;
  }
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
};

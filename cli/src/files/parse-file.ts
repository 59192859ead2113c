import { type Document, isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import { checkTexts } from './check-texts.ts';
import { explainIssues } from './explain-issues.ts';
import type { FileFault, Place } from './fault.ts';
import {
  type FullQuestFile,
  fullQuestFile,
  isShort,
  type RewardFile,
  rewardFile,
  type ShortQuestFile,
  shortQuestFile,
} from './file-schema.ts';
import { locate } from './locate.ts';
import { type Path, showPath } from './path.ts';

interface Written<Body> {
  readonly body: Body;
  /** Where a part of it stands. */
  readonly at: (path: Path) => Place;
}

export type WrittenQuest = Written<ShortQuestFile | FullQuestFile>;
export type WrittenReward = Written<RewardFile>;

/** What files say, as far as they could be read, and what is wrong with the rest. */
export interface Files {
  readonly quests: readonly WrittenQuest[];
  readonly rewards: readonly WrittenReward[];
  readonly faults: readonly FileFault[];
}

/** An alias may stand for as many values at most: what a few lines of YAML can grow to is bounded. */
const aliasesMax = 1_000;

const none: Files = { quests: [], rewards: [], faults: [] };

/** What several files, or documents of one, say together. */
export const joinFiles = (files: readonly Files[]): Files => ({
  quests: files.flatMap(({ quests }) => quests),
  rewards: files.flatMap(({ rewards }) => rewards),
  faults: files.flatMap(({ faults }) => faults),
});

const schemaOf = (value: object) => {
  const { kind } = value as { kind?: unknown };
  if (kind === 'reward') return rewardFile;
  if (kind === 'quest') return isShort(value) ? shortQuestFile : fullQuestFile;
  return undefined;
};

const readValue = (value: unknown, at: (path: Path) => Place): Files => {
  const refuse = (path: Path, message: string): Files => ({
    ...none,
    faults: [{ ...at(path), path: showPath(path), message }],
  });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse([], 'must be a map that begins with kind: quest or kind: reward');
  }
  const schema = schemaOf(value);
  if (schema === undefined) return refuse(['kind'], "must be 'quest' or 'reward'");
  const { data, error } = schema.safeParse(value);
  const wrong = error ? explainIssues(error) : checkTexts(data);
  if (data === undefined || wrong.length > 0) {
    return joinFiles(wrong.map(({ path, message }) => refuse(path, message)));
  }
  return data.kind === 'reward'
    ? { ...none, rewards: [{ body: data, at }] }
    : { ...none, quests: [{ body: data, at }] };
};

const isEmpty = ({ contents }: Document.Parsed): boolean =>
  contents === null || (isScalar(contents) && contents.value === null);

/** Aliases of what has no anchor, which the parser leaves to whoever reads the value. */
const loose = (document: Document.Parsed) => {
  const faults: { readonly offset: number; readonly message: string }[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const message = `*${alias.source} stands for nothing before it`;
      faults.push({ offset: alias.range?.[0] ?? 0, message });
    },
  });
  return faults;
};

const tooDeep = 'is nested too deep';

const readDocument = (document: Document.Parsed, lines: LineCounter, file: string): Files => {
  const faults = [
    ...[...document.errors, ...document.warnings].map(({ pos, message }) => ({
      offset: pos[0],
      // The parser recurses: a thousand brackets within one another are too many for it.
      message: /call stack/.test(message) ? tooDeep : message,
    })),
    ...(document.errors.length > 0 ? [] : loose(document)),
  ].map(({ offset, message }) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, path: '', message };
  });
  if (faults.length > 0) return { ...none, faults };
  if (isEmpty(document)) return none;
  const at = (path: Path): Place => ({ file, ...locate(document, lines, path) });
  try {
    return readValue(document.toJS({ maxAliasCount: aliasesMax }), at);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...none, faults: [{ ...at([]), path: '', message }] };
  }
};

/** Reads the documents of a file of YAML 1.2. Pure; faults have the place they were found at. */
export const parseFile = (file: string, text: string): Files => {
  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
    });
    if (!Array.isArray(documents)) return none;
    return joinFiles(documents.map((each) => readDocument(each, lines, file)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const fault = { file, line: 1, column: 1, path: '', message: tooDeep };
    return { ...none, faults: [fault] };
  }
};

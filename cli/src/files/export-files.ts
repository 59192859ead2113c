import type { Catalog } from '../catalog/catalog.ts';
import { toFileNames } from './file-names.ts';
import { foldName } from './fold-name.ts';
import { toQuestFile, toRewardFile, type Written, writeDocument } from './write-document.ts';

/** A file to be written; its path is relative to the directory that is exported to, with slashes. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
  readonly document: Written;
}

const byName = (one: Written, other: Written): number => {
  const [a, b] = [foldName(one.name), foldName(other.name)];
  return a < b ? -1 : Number(a > b);
};

const toFiles = (
  directory: string,
  documents: readonly Written[],
  schema: string | undefined,
): readonly ExportedFile[] => {
  const sorted = documents.toSorted(byName);
  const names = toFileNames(sorted.map(({ name }) => name));
  return sorted.map((document, index) => ({
    path: `${directory}/${names[index]}`,
    text: writeDocument(document, schema),
    document,
  }));
};

/** The catalog as files, one for each quest and reward. What is archived is written only if asked for. */
export const exportFiles = (
  { quests, rewards }: Catalog,
  { archived, schema }: { readonly archived: boolean; readonly schema?: string | undefined },
): readonly ExportedFile[] => {
  const names = new Map(quests.map(({ shown }) => [shown.id, shown.name]));
  const rewardsById = new Map(rewards.map(({ shown }) => [shown.id, shown]));
  const questFiles = quests
    .filter(({ shown }) => archived || shown.state !== 'archived')
    .map(({ shown }) => toQuestFile(shown, rewardsById, (id) => names.get(id) ?? id));
  return [
    ...toFiles('quests', questFiles, schema),
    ...toFiles(
      'rewards',
      rewards.map(({ shown }) => toRewardFile(shown)),
      schema,
    ),
  ];
};

import type { QuestPublic } from '@questline/contracts/catalog/quest';
import { type Quest, toQuestPublic, toQuestTag } from '../../quests/quest.ts';
import type { CommandAnswer } from '../run-command.ts';

/** Answers with the quest as the command left it. */
export const answerQuest = (
  status: number,
  { quest, position }: { readonly quest: Quest | undefined; readonly position: number },
  headers: Readonly<Record<string, string>> = {},
): CommandAnswer<QuestPublic> => {
  if (quest === undefined) throw new Error('the command left no quest');
  const body = toQuestPublic(quest);
  return { status, headers: { ...headers, etag: toQuestTag(quest) }, body, position };
};

import { catalogSource, questPublished } from '@questline/contracts/catalog/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import { toEvent } from '@questline/messaging/event';
import { type QuestRow, toQuestVersion } from './quest.ts';

/** Tells other services of the version in force; the subject is the quest, as no user is concerned. */
export const toQuestPublished = (quest: QuestRow, eventId: string): QuestlineEvent =>
  toEvent({
    id: eventId,
    source: catalogSource,
    type: questPublished,
    subject: quest.id,
    time: quest.published_at,
    data: toQuestVersion(quest),
  });

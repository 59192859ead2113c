import type { RewardLine } from '@questline/contracts/catalog/reward';
import type { QuestlineEvent } from '@questline/contracts/event';
import { processingSource, rewardGranted } from '@questline/contracts/processing/events';
import { toEvent } from '@questline/messaging/event';
import { v7 } from 'uuid';

const questId = '01890000-0000-7000-8000-00000000a001';

/** A `RewardGranted` as processing sends it; anything can be overridden. */
export const toRewardGranted = (grant: {
  user_id: string;
  grant_id?: string;
  lines?: RewardLine[];
  ordinal?: number;
  step?: number;
}): QuestlineEvent =>
  toEvent({
    id: v7(),
    source: processingSource,
    type: rewardGranted,
    subject: grant.user_id,
    time: new Date(),
    data: {
      grant_id: grant.grant_id ?? v7(),
      lines: grant.lines ?? [{ currency: 'diamond', amount: 10 }],
      cause: {
        quest_id: questId,
        quest_name: 'sign-in-three-times',
        version: 1,
        ordinal: grant.ordinal ?? 1,
        ...(grant.step !== undefined && { step: grant.step }),
      },
    },
  });

import type { QuestState } from '@questline/contracts/catalog/quest';
import type { InFlight, QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { normaliseDefinition } from '@questline/quest-language/normalise-definition';
import type { Place } from '../files/fault.ts';
import { isShort } from '../files/file-schema.ts';
import { foldName } from '../files/fold-name.ts';
import type { Files, WrittenQuest, WrittenReward } from '../files/parse-file.ts';
import type { Path } from '../files/path.ts';

/** What a quest asks for; other quests and rewards by their names. */
export type WantedForm =
  | {
      readonly kind: 'short';
      readonly reward: string;
      readonly auto_claim: boolean;
      readonly streak: number;
      readonly duplication: number;
    }
  | { readonly kind: 'full'; readonly definition: QuestDefinition };

/** A quest as a file wants it to be. */
export interface WantedQuest {
  /** The name, as it is compared. */
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly form: WantedForm;
  readonly state: QuestState;
  readonly in_flight: InFlight | undefined;
  readonly reason: string | null;
  readonly at: (path: Path) => Place;
}

export interface WantedReward {
  readonly key: string;
  readonly name: string;
  readonly reward_item: string;
  readonly reward_qty: number;
  readonly reason: string | null;
  readonly at: (path: Path) => Place;
}

export interface Wanted {
  readonly quests: readonly WantedQuest[];
  readonly rewards: readonly WantedReward[];
}

const toForm = (body: WrittenQuest['body']): WantedForm => {
  if (isShort(body)) {
    const { reward, auto_claim, streak, duplication } = body;
    return { kind: 'short', reward, auto_claim, streak, duplication };
  }
  const { kind, name, description, category, state, in_flight, reason, ...parts } = body;
  return { kind: 'full', definition: normaliseDefinition(parts) };
};

const toWantedQuest = ({ body, at }: WrittenQuest): WantedQuest => ({
  key: foldName(body.name),
  name: body.name,
  description: body.description || null,
  category: body.category ?? null,
  form: toForm(body),
  state: body.state ?? 'active',
  in_flight: body.in_flight,
  reason: body.reason || null,
  at,
});

const toWantedReward = ({ body, at }: WrittenReward): WantedReward => ({
  key: foldName(body.name),
  name: body.name,
  reward_item: body.reward_item,
  reward_qty: body.reward_qty,
  reason: body.reason || null,
  at,
});

/** What files want the catalog to be. */
export const toWanted = ({ quests, rewards }: Pick<Files, 'quests' | 'rewards'>): Wanted => ({
  quests: quests.map(toWantedQuest),
  rewards: rewards.map(toWantedReward),
});

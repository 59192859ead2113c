import type { RewardLine } from '@questline/contracts/catalog/reward';
import { processingSource } from '@questline/contracts/processing/events';
import { adoptVersion } from '@questline/quest-language/adopt-version';
import { chainLengthMax, completionTypes } from '@questline/quest-language/check-chains';
import type { CompiledQuest } from '@questline/quest-language/compile-quest';
import { beginEvent, eventSteps } from '@questline/quest-language/condition';
import { type Decision, decideQuest } from '@questline/quest-language/decide-quest';
import type { Pause } from '@questline/quest-language/pause';
import { completionLimitOf } from '@questline/quest-language/show-progress';
import type { EventFlag, NewStoredEvent } from '../events/event.ts';
import type { UserVersion } from '../quest-definitions/definitions.ts';
import type { QuestDefinitions } from '../quest-definitions/quest-definition.ts';
import { toCompletionEvent } from './completion-event.ts';
import type { ProgressChange } from './progress.sql.ts';
import { type Progress, rewardsOf, startProgress, statusOf } from './progress.ts';
import { defaultTimeZone, type TimeZones } from './time-zones.ts';

/** A quest an event moved: where it stands now. */
export interface Move {
  readonly quest: CompiledQuest;
  readonly value: number;
  readonly target: number;
}

/** A completion of a quest (step 0) or of one of its steps, and what it is to pay. */
export interface Completed {
  readonly event: NewStoredEvent;
  /** The version that was completed. */
  readonly quest: CompiledQuest;
  /** The version in force, whose limits hold for every user. */
  readonly limiting: CompiledQuest;
  readonly ordinal: number;
  readonly step: number;
  readonly lines: readonly RewardLine[];
  readonly userZone: string;
}

type UnmovedReason =
  | Extract<Decision, { kind: 'unmoved' }>['reason']
  | 'locked'
  | 'paused'
  | EventFlag;

/** A quest that counts an event's type and was not moved by it. */
export interface Unmoved {
  readonly quest: CompiledQuest;
  readonly reason: UnmovedReason;
}

const none: readonly CompiledQuest[] = [];

/** What one event did: one that arrived, or a completion that it caused. */
export interface EventEffect {
  readonly event: NewStoredEvent;
  /** The event that arrived: itself, or the one that a chain of completions began with. */
  readonly root: NewStoredEvent;
  readonly moves: readonly Move[];
  readonly completed: readonly Completed[];
  readonly unmoved: readonly Unmoved[];
}

export interface Advance {
  /** One for each event in order, each followed by the completions that it caused, breadth first. */
  readonly effects: readonly EventEffect[];
  /** The rows that changed, as they are after the last event. */
  readonly progress: readonly ProgressChange[];
}

/** The rows that events may touch or look at: of the quests that count them and of those that unlock these. */
export const progressWanted = (
  events: readonly NewStoredEvent[],
  definitions: QuestDefinitions,
): { user_id: string; quest_id: string }[] => {
  const wanted = new Map<string, { user_id: string; quest_id: string }>();
  const want = (user_id: string, quest_id: string) => {
    wanted.set(`${quest_id}${user_id}`, { user_id, quest_id });
  };
  const wantAll = (user_id: string, quests: readonly CompiledQuest[]) => {
    for (const { quest, unlockIds } of quests) {
      want(user_id, quest.quest_id);
      for (const id of unlockIds) want(user_id, id);
    }
  };
  for (const { flag, type, user_id } of events) {
    const quests = flag === null ? definitions.byEventType.get(type) : undefined;
    if (quests === undefined) continue;
    wantAll(user_id, quests);
    wantAll(user_id, definitions.chained);
  }
  return [...wanted.values()];
};

/** Whether the user has completed what a quest asks to be completed first. */
const isUnlocked = ({ quest }: CompiledQuest, isCompleted: (questId: string) => boolean) => {
  const { all, any, none } = quest.definition.unlock ?? {};
  return (
    (all?.every(isCompleted) ?? true) &&
    (any?.some(isCompleted) ?? true) &&
    !(none?.some(isCompleted) ?? false)
  );
};

interface AdvanceOptions {
  readonly events: readonly NewStoredEvent[];
  readonly definitions: QuestDefinitions;
  readonly versionOf: (questId: string, version: number) => UserVersion | undefined;
  readonly progress: readonly Progress[];
  readonly zones: TimeZones;
  readonly now: Date;
  readonly latenessMaxSeconds: number;
  readonly newId: () => string;
}

/** The work of conditions after which others have their turn, in steps: about 10 ms. */
const turnStepsMax = 50_000;

const noPauses: readonly Pause[] = [];

/** The rows of a batch through its events. */
const createRows = (
  options: AdvanceOptions & { readonly pausesOf: (questId: string) => readonly Pause[] },
) => {
  const { pausesOf } = options;
  const keyOf = (userId: string, questId: string) => `${questId}${userId}`;
  const current = new Map(options.progress.map((row) => [keyOf(row.user_id, row.quest_id), row]));
  const changed = new Map<string, ProgressChange>();

  /** Where an event finds its user in a quest, in the version that the user is on by then. */
  const standing = ({ user_id: userId, time }: NewStoredEvent, inForce: CompiledQuest) => {
    const row = current.get(keyOf(userId, inForce.quest.quest_id));
    if (row === undefined) {
      const started = startProgress(userId, inForce, options.newId());
      return { row: started, quest: inForce, state: started.state };
    }
    const behind = row.quest_version < inForce.quest.version;
    const version = behind ? options.versionOf(row.quest_id, row.quest_version) : undefined;
    const adopted =
      version &&
      adoptVersion(row.state, version.on, version.newer, {
        at: time.getTime(),
        pauses: pausesOf(row.quest_id),
      });
    return { row, ...(adopted ?? { quest: inForce, state: row.state }) };
  };

  const isCompleted = (userId: string) => (questId: string) =>
    (current.get(keyOf(userId, questId))?.state.completions ?? 0) > 0;

  const write = (row: Progress, quest: CompiledQuest) => {
    const key = keyOf(row.user_id, row.quest_id);
    const { completions } = row.state;
    const status = statusOf({ completions, waiting: row.waiting }, completionLimitOf(quest.quest));
    current.set(key, row);
    changed.set(key, { progress: row, status });
  };

  return { standing, isCompleted, write, changes: () => [...changed.values()] };
};

/**
 * Decides what new events do to the quests that count their types, in order of arrival, given the
 * rows of their users. An event counts for a quest that was unlocked before it; one that is flagged
 * counts for none. What it completes counts right behind it, breadth first, for `chainLengthMax` levels.
 */
function* decideInTurns(options: AdvanceOptions): Generator<void, Advance, void> {
  const { definitions, zones, now, latenessMaxSeconds } = options;
  const pausesOf = (questId: string) => definitions.pauses.get(questId) ?? noPauses;
  const rows = createRows({ ...options, pausesOf });

  const decide = (event: NewStoredEvent, inForce: CompiledQuest, userZone: string | undefined) => {
    if (!isUnlocked(inForce, rows.isCompleted(event.user_id))) {
      return { kind: 'unmoved', quest: inForce, reason: 'locked' } as const;
    }
    const { row, quest, state } = rows.standing(event, inForce);
    const decision = decideQuest(quest, state, event, {
      now,
      userZone,
      latenessMaxSeconds,
      pauses: pausesOf(quest.quest.quest_id),
    });
    return { ...decision, row, quest, limiting: inForce };
  };

  const toEffect = (
    event: NewStoredEvent,
    root: NewStoredEvent,
    userZone: string | undefined,
    counting: QuestDefinitions['byEventType'] | undefined,
  ): EventEffect => {
    const quests = othersThan(event, counting?.get(event.type) ?? none);
    const paused = definitions.pausedByEventType.get(event.type) ?? none;
    const unmoved: Unmoved[] = paused.map((quest) => ({ quest, reason: 'paused' }));
    const { flag } = event;
    if (flag !== null) {
      unmoved.push(...quests.map((quest) => ({ quest, reason: flag })));
      return { event, root, moves: [], completed: [], unmoved };
    }
    const moves: Move[] = [];
    const completed: Completed[] = [];
    // All are decided before any is written, so that the order of quests plays no part.
    for (const decision of quests.map((quest) => decide(event, quest, userZone))) {
      if (decision.kind === 'unmoved') {
        unmoved.push(decision);
        continue;
      }
      const { row, quest, limiting, state, reached } = decision;
      const facts = decision.completed.map(({ ordinal, step }): Completed => {
        const lines = rewardsOf(quest.quest, step);
        return {
          event,
          quest,
          limiting,
          ordinal,
          step,
          lines,
          userZone: userZone ?? defaultTimeZone,
        };
      });
      const claimable = quest.quest.definition.auto_claim
        ? 0
        : facts.filter(({ lines }) => lines.length > 0).length;
      const waiting = row.waiting + claimable;
      rows.write({ ...row, quest_version: quest.quest.version, state, waiting }, quest);
      moves.push({ quest, value: reached.value, target: reached.target });
      completed.push(...facts);
    }
    return { event, root, moves, completed, unmoved };
  };

  const toEffects = (root: NewStoredEvent): readonly EventEffect[] => {
    const userZone = zones.at(root);
    beginEvent();
    const effects = [toEffect(root, root, userZone, definitions.byEventType)];
    let level = effects;
    for (let depth = 1; level.length > 0; depth += 1) {
      level = level.flatMap(({ completed }) =>
        completed.map((each) => {
          const event = toCompletionEvent(each, options.newId());
          const following = depth <= chainLengthMax ? definitions.byCompletion : undefined;
          return toEffect(event, root, userZone, following);
        }),
      );
      effects.push(...level);
    }
    return effects;
  };

  const effects: EventEffect[] = [];
  let steps = 0;
  for (const event of options.events) {
    effects.push(...toEffects(event));
    steps += eventSteps();
    if (steps < turnStepsMax) continue;
    steps = 0;
    yield;
  }
  return { effects, progress: rows.changes() };
}

/** Decides a batch in one go. */
export const decideAdvance = (options: AdvanceOptions): Advance => {
  const turns = decideInTurns(options);
  for (;;) {
    const turn = turns.next();
    if (turn.done) return turn.value;
  }
};

/**
 * Decides a batch and calls `pause` between events once their conditions have taken some 10 ms, so that
 * a batch of costly ones leaves the process responsive.
 */
export const decideAdvanceInTurns = async (
  options: AdvanceOptions,
  pause: () => Promise<void>,
): Promise<Advance> => {
  const turns = decideInTurns(options);
  for (;;) {
    const turn = turns.next();
    if (turn.done) return turn.value;
    await pause();
  }
};

/** No completion counts for its own quest. */
const othersThan = (
  { source, type, data }: NewStoredEvent,
  quests: readonly CompiledQuest[],
): readonly CompiledQuest[] =>
  source === processingSource && completionTypes.includes(type)
    ? quests.filter(({ quest }) => quest.quest_id !== data.quest_id)
    : quests;

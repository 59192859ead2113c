import type { Completed, Move, Unmoved } from './advance.ts';
import type { Payment } from './progress.ts';

/** A completion, how its payment stood at first, and the grant that it made at once. */
export type CausedCompletion = readonly [
  quest_id: string,
  version: number,
  ordinal: number,
  step: number,
  payment: Payment,
  grant_id: string | null,
];

/** What an event caused, in few bytes, as every event that caused anything is stored with it. */
export interface EventCause {
  /** Quests that it moved. */
  readonly m?: readonly (readonly [
    quest_id: string,
    version: number,
    value: number,
    target: number,
  ])[];
  /** Quests that count its type and were not moved. */
  readonly u?: readonly (readonly [quest_id: string, version: number, reason: string])[];
  readonly c?: readonly CausedCompletion[];
}

export const toCausedCompletion = (
  { quest: { quest }, ordinal, step }: Completed,
  payment: Payment,
  grantId: string | undefined,
): CausedCompletion => [quest.quest_id, quest.version, ordinal, step, payment, grantId ?? null];

/** Null where it caused nothing. */
export const toEventCause = (
  moves: readonly Move[],
  unmoved: readonly Unmoved[],
  completions: readonly CausedCompletion[],
): EventCause | null => {
  if (moves.length === 0 && unmoved.length === 0) return null;
  return {
    ...(moves.length > 0 && {
      m: moves.map(({ quest: { quest }, value, target }) => [
        quest.quest_id,
        quest.version,
        value,
        target,
      ]),
    }),
    ...(unmoved.length > 0 && {
      u: unmoved.map(({ quest: { quest }, reason }) => [quest.quest_id, quest.version, reason]),
    }),
    ...(completions.length > 0 && { c: completions }),
  };
};

const joined = <Each>(one: readonly Each[] = [], other: readonly Each[] = []) => [...one, ...other];

/** What an event caused, and what followed from it. */
export const joinCauses = (before: EventCause | undefined, next: EventCause): EventCause =>
  before === undefined
    ? next
    : { m: joined(before.m, next.m), u: joined(before.u, next.u), c: joined(before.c, next.c) };

import type { QuestVersion } from '@questline/contracts/catalog/quest';
import { completionTypes } from '@questline/quest-language/check-chains';
import { type CompiledQuest, compileQuest } from '@questline/quest-language/compile-quest';
import type { Pause } from '@questline/quest-language/pause';

/**
 * Why a version cannot be counted by, if it cannot: one such must not stop all the others. The catalog
 * publishes none, so it comes from another release.
 */
export const compileFaultOf = (version: QuestVersion): string | undefined => {
  try {
    compileQuest(version);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** The quests in force, compiled, by the event types that can move them. */
export interface QuestDefinitions {
  readonly revision: number;
  readonly byEventType: ReadonlyMap<string, readonly CompiledQuest[]>;
  /** The same of the types of completions, for those that an event causes. */
  readonly byCompletion: ReadonlyMap<string, readonly CompiledQuest[]>;
  /** Those that completions of others can move. */
  readonly chained: readonly CompiledQuest[];
  /** By quest: what is in force, whatever its state. */
  readonly byId: ReadonlyMap<string, CompiledQuest>;
  /** The paused quests by the event types that could move them if they were active. */
  readonly pausedByEventType: ReadonlyMap<string, readonly CompiledQuest[]>;
  /** By quest: when it was paused, for those that ever were. */
  readonly pauses: ReadonlyMap<string, readonly Pause[]>;
}

/** Compiled versions by quest and number: a version never changes, so it is compiled once. */
export interface CompiledVersions {
  get(questId: string, version: number): CompiledQuest | undefined;
  /** Whether every version from one to another is there. */
  hasAll(questId: string, from: number, to: number): boolean;
  add(version: QuestVersion): CompiledQuest;
}

const keyOf = (questId: string, version: number) => `${questId}/${version}`;

export const createCompiledVersions = (): CompiledVersions => {
  const compiled = new Map<string, CompiledQuest>();
  return {
    get: (questId, version) => compiled.get(keyOf(questId, version)),
    hasAll: (questId, from, to) => {
      for (let version = from; version <= to; version += 1) {
        if (!compiled.has(keyOf(questId, version))) return false;
      }
      return true;
    },
    add: (version) => {
      const key = keyOf(version.quest_id, version.version);
      const known = compiled.get(key) ?? compileQuest(version);
      compiled.set(key, known);
      return known;
    },
  };
};

/**
 * The versions of a quest that users may be on: the one in force, and those before it for as long as
 * the later one leaves users half-way where they are. One that nothing has told of yet is left out.
 */
const versionsInUse = (inForce: CompiledQuest, versions: CompiledVersions): CompiledQuest[] => {
  const used = [inForce];
  let at = inForce.quest;
  for (let number = at.version - 1; number >= 1; number -= 1) {
    if (at.in_flight !== 'keep_old_version') break;
    const earlier = versions.get(at.quest_id, number);
    if (earlier === undefined) continue;
    used.push(earlier);
    at = earlier.quest;
  }
  return used;
};

/** Indexes the quests in force; only active ones can be moved. */
export const toQuestDefinitions = (
  revision: number,
  inForce: readonly QuestVersion[],
  versions: CompiledVersions,
  pauses: QuestDefinitions['pauses'] = new Map(),
): QuestDefinitions => {
  const byEventType = new Map<string, CompiledQuest[]>();
  const pausedByEventType = new Map<string, CompiledQuest[]>();
  const byId = new Map<string, CompiledQuest>();
  for (const version of inForce) {
    const compiled = versions.add(version);
    byId.set(version.quest_id, compiled);
    if (version.state !== 'active' && version.state !== 'paused') continue;
    const index = version.state === 'active' ? byEventType : pausedByEventType;
    const types = new Set(
      versionsInUse(compiled, versions).flatMap(({ eventTypes }) => [...eventTypes]),
    );
    for (const type of types) {
      const quests = index.get(type);
      if (quests) quests.push(compiled);
      else index.set(type, [compiled]);
    }
  }
  const byCompletion = new Map(
    completionTypes.map((type) => [type, byEventType.get(type) ?? []] as const),
  );
  const chained = [...new Set([...byCompletion.values()].flat())];
  return { revision, byEventType, byCompletion, chained, byId, pausedByEventType, pauses };
};

/** The same definitions with one quest alone to be moved, and only while it is active. */
export const onlyQuest = (definitions: QuestDefinitions, questId: string): QuestDefinitions => {
  const byEventType = [...definitions.byEventType].flatMap(([type, quests]) => {
    const own = quests.filter(({ quest }) => quest.quest_id === questId);
    return own.length > 0 ? [[type, own] as const] : [];
  });
  return { ...definitions, byEventType: new Map(byEventType) };
};

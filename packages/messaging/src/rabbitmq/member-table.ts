/** Who shares a subscription's partitions, by what was heard of them. Times are given. */
export interface MemberTable {
  heard(member: string, nowMs: number): void;
  left(member: string): void;
  /** Those heard of within the expiry, and this one, always. */
  present(nowMs: number): readonly string[];
  /** Gives everyone the whole expiry again: after a time of hearing nothing, silence proves nothing. */
  pardon(nowMs: number): void;
}

export const createMemberTable = (self: string, expiryMs: number): MemberTable => {
  const lastHeard = new Map<string, number>();
  return {
    heard: (member, nowMs) => {
      lastHeard.set(member, nowMs);
    },
    left: (member) => {
      lastHeard.delete(member);
    },
    present: (nowMs) => {
      for (const [member, heardMs] of lastHeard) {
        if (nowMs - heardMs > expiryMs) lastHeard.delete(member);
      }
      return [...new Set([self, ...lastHeard.keys()])].sort();
    },
    pardon: (nowMs) => {
      for (const member of lastHeard.keys()) lastHeard.set(member, nowMs);
    },
  };
};

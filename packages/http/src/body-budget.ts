/** The bytes of bodies that a server holds: of all callers together, and of each. */
export interface BodyBudget {
  /** Whether so many more fit; if so they are counted. */
  take(owner: string, bytes: number): boolean;
  /** Counts bytes that are no longer held. */
  give(owner: string, bytes: number): void;
}

/** One owner holds a quarter at most, so that nobody shuts out the others. */
export const createBodyBudget = (bytesMax: number): BodyBudget => {
  const shareMax = bytesMax / 4;
  let held = 0;
  // As many entries as there are requests with a body at most.
  const byOwner = new Map<string, number>();
  return {
    take: (owner, bytes) => {
      const own = (byOwner.get(owner) ?? 0) + bytes;
      if (own > shareMax || held + bytes > bytesMax) return false;
      byOwner.set(owner, own);
      held += bytes;
      return true;
    },
    give: (owner, bytes) => {
      const left = (byOwner.get(owner) ?? 0) - bytes;
      if (left > 0) byOwner.set(owner, left);
      else byOwner.delete(owner);
      held -= bytes;
    },
  };
};

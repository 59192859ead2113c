export interface FairQueue<Item> {
  /**
   * Takes the item into the line of its owner. `owner-full`: that line is at its limit. `full`: all
   * lines together are, and none is much longer than the owner's. An item `pushedOut` was the newest
   * of the longest line, which made room.
   */
  push(owner: string, item: Item): 'queued' | 'owner-full' | 'full' | { readonly pushedOut: Item };
  /** The oldest item of the owner whose turn it is. */
  shift(): Item | undefined;
}

/** Lines of waiting items, one for each owner, that are served in turn: a long line delays only itself. */
export const createFairQueue = <Item>(limits: {
  sizeMax: number;
  sizePerOwnerMax: number;
}): FairQueue<Item> => {
  // In the order of their turns; an owner without items has no line.
  const lines = new Map<string, Item[]>();
  let size = 0;

  /** Takes the newest of the longest line, where that line stays longer than the one it makes room for. */
  const makeRoom = (line: readonly Item[]): Item | undefined => {
    const longest = [...lines.values()].reduce((found, each) =>
      each.length > found.length ? each : found,
    );
    if (longest.length < line.length + 2) return undefined;
    size -= 1;
    return longest.pop();
  };

  return {
    push: (owner, item) => {
      const line = lines.get(owner) ?? [];
      if (line.length >= limits.sizePerOwnerMax) return 'owner-full';
      const pushedOut = size >= limits.sizeMax ? makeRoom(line) : undefined;
      if (size >= limits.sizeMax) return 'full';
      line.push(item);
      size += 1;
      lines.set(owner, line);
      return pushedOut === undefined ? 'queued' : { pushedOut };
    },
    shift: () => {
      const [next] = lines;
      if (next === undefined) return undefined;
      const [owner, line] = next;
      const item = line.shift();
      size -= 1;
      lines.delete(owner);
      if (line.length > 0) lines.set(owner, line);
      return item;
    },
  };
};

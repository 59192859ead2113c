import { createHash } from 'node:crypto';

const score = (member: string, partition: number): number =>
  createHash('sha256').update(`${member}/${partition}`).digest().readUIntBE(0, 6);

/**
 * Shares partitions out among members: every member that knows the same others comes to the same
 * result, whatever it knew before. Rendezvous hashing, so that few partitions move when somebody
 * comes or goes, with the load bounded, so that no two members differ by more than one.
 */
export const assignPartitions = (
  members: readonly string[],
  partitions: number,
): ReadonlyMap<string, readonly number[]> => {
  const names = [...new Set(members)].sort();
  const shares = new Map(names.map((name): [string, number[]] => [name, []]));
  if (names.length === 0) return shares;
  const pairs = names.flatMap((member) =>
    Array.from({ length: partitions }, (_, partition) => ({
      member,
      partition,
      score: score(member, partition),
    })),
  );
  pairs.sort((a, b) => b.score - a.score || (a.member < b.member ? -1 : 1));

  const everyone = Math.floor(partitions / names.length);
  let extras = partitions % names.length;
  const assigned = new Set<number>();
  for (const { member, partition } of pairs) {
    const share = shares.get(member);
    if (!share || assigned.has(partition) || share.length > everyone) continue;
    if (share.length === everyone) {
      if (extras === 0) continue;
      extras -= 1;
    }
    share.push(partition);
    assigned.add(partition);
  }
  for (const share of shares.values()) share.sort((a, b) => a - b);
  return shares;
};

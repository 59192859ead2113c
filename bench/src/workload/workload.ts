/** The type of the events that load consists of; an app's own, unknown to every service. */
export const loadType = 'bench.level_finished';
/** One event in so many completes a quest: 5 %. */
export const completionEvery = 20;

/** What an event of the load says, of the usual size. */
export const loadData = { level: 7, map: 'harbour', score: 4_711, seconds: 93.5 };

export const userIdOf = (group: string, index: number): string => `${group}-${index}`;

/** How many matching events a user starts with, so that completions are spread over all events. */
export const phaseOf = (index: number): number => index % completionEvery;

/** One event of a user: `count` matching ones with this one. */
export interface Turn {
  readonly user_id: string;
  readonly count: number;
}

/** The users of a group, again and again in one order, each a turn at a time. */
export const createTurns = (group: string, users: number): ((size: number) => Turn[]) => {
  let taken = 0;
  return (size) =>
    Array.from({ length: size }, () => {
      const index = taken % users;
      const round = Math.floor(taken / users) + 1;
      taken += 1;
      return { user_id: userIdOf(group, index), count: phaseOf(index) + round };
    });
};

export const completes = ({ count }: Turn): boolean => count % completionEvery === 0;

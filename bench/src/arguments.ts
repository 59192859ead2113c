/** What `npm run bench` was asked for. */
export interface BenchArguments {
  /** Scenarios by name, in the order given; empty for all. */
  readonly scenarios: readonly string[];
  /** Longer and larger: what takes many minutes or gigabytes. */
  readonly full: boolean;
  /** Smaller: to try something out, not for figures. */
  readonly quick: boolean;
  /** Where the results go as JSON beside the usual file. */
  readonly jsonFile: string | undefined;
}

/** Throws an Error that names the argument at fault. */
export const parseArguments = (
  given: readonly string[],
  known: readonly string[],
): BenchArguments => {
  const scenarios: string[] = [];
  let full = false;
  let quick = false;
  let jsonFile: string | undefined;
  const rest = given.values();
  for (const argument of rest) {
    if (argument === '--full') full = true;
    else if (argument === '--quick') quick = true;
    else if (argument === '--json') {
      const { value } = rest.next();
      if (value === undefined) throw new Error('--json needs the name of a file');
      jsonFile = value;
    } else if (known.includes(argument)) scenarios.push(argument);
    else
      throw new Error(`${argument} is none of ${known.join(', ')}, --full, --quick, --json FILE`);
  }
  return { scenarios, full, quick, jsonFile };
};

import type { Figure } from '../report/figure.ts';

interface ScenarioOptions {
  /** Longer and larger than the default. */
  readonly full: boolean;
  /** Smaller than the default where that takes minutes, to try something out. */
  readonly quick: boolean;
}

/** Measures something and resolves with its figures; throws when what it ran did not come out right. */
export type Scenario = (options: ScenarioOptions) => Promise<readonly Figure[]>;

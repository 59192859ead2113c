/** What floods are sent at, and as whom. */
export interface FloodTarget {
  readonly url: string;
  /** May send events. */
  readonly apiKey: string;
  /** Of the user who floods. */
  readonly token: string;
  readonly userName: string;
  readonly password: string;
}

/** In the order in which they are run. */
export const floodNames = [
  'stalled bodies',
  'distinct catalog queries',
  'sign-ins',
  'wrong API keys',
  'idle connections',
  'streams',
  'oversized and nested bodies',
] as const;

export type FloodName = (typeof floodNames)[number];

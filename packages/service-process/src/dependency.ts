/** Something else a process needs, and the setting that says where it is. */
export interface Dependency {
  readonly dependency: string;
  readonly setting: string;
  /** Rejects while it does not answer. */
  readonly check: () => Promise<unknown>;
}

/** What a condition can read of an event, as `event`. */
export interface ConditionEvent {
  readonly type: string;
  readonly source: string;
  readonly user_id: string;
  readonly time: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** Extension attributes of CloudEvents, by name. */
  readonly extensions?: Readonly<Record<string, string | number | boolean>> | undefined;
}

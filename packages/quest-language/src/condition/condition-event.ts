/** What a condition can read of an event, as `event`. */
export interface ConditionEvent {
  readonly type: string;
  readonly source: string;
  readonly user_id: string;
  readonly time: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

type AttemptKind = 'sign-in' | 'sign-up' | 'refresh' | 'api-key';

export interface AttemptLimitSettings {
  readonly windowSeconds: number;
  /** For an account from one address. */
  readonly signInFailuresMax: number;
  /** From one address, of each kind. */
  readonly addressFailuresMax: Readonly<Record<AttemptKind, number>>;
}

/** Who tries, and what: `account` is what was typed to name one. */
export interface Attempt {
  readonly kind: AttemptKind;
  readonly address: string;
  readonly account?: string;
}

export interface AttemptLimits {
  /** Rejects with a Refusal 429 while an attempt like this has to wait. */
  check(attempt: Attempt): Promise<void>;
  /** Counts a failure, logs it and records it in the audit log, with the account it was for if there is one. */
  fail(attempt: Attempt, details?: { readonly user_id?: string | undefined }): Promise<void>;
  /**
   * The same for what cannot be guessed, and is looked at before the count: rejects with a Refusal 429
   * where too many failed before.
   */
  refuse(attempt: Attempt, details?: { readonly user_id?: string | undefined }): Promise<void>;
  /** Ends the count of the account from the address; that of the address alone goes on. */
  succeed(attempt: Attempt): Promise<void>;
}

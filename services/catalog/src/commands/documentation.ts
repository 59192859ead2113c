/** Who may command, for the OpenAPI document. */
export const editors = [{ bearer: [] }, { session: [] }, { apiKey: [] }];

/** What is the same for every command, for the OpenAPI document. */
export const commandNotes =
  'By a superuser or an API key with `catalog:write`. `If-Match` with the `ETag` of what was read refuses with 412 what was changed meanwhile; `Idempotency-Key` makes a repeat answer as the first time. `Questline-Version` of the answer, sent to a query as `Questline-Min-Version`, makes it show the change.';

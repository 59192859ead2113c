/** Who may read, for the OpenAPI document. */
export const viewers = [{ bearer: [] }, { session: [] }, { apiKey: [] }];

/** What is the same for every query, for the OpenAPI document. */
export const queryNotes =
  'Carries an `ETag` and answers `If-None-Match` with 304. `Questline-Min-Version`, the `Questline-Version` that a command answered, makes it wait until it shows that change, or answer 503 with `Retry-After`.';

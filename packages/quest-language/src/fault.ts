/** What is wrong with a part of a document, and where: `objectives.any_of[0].all_of[1].where`. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** A list of one fault where `broken`, to be spread among others. */
export const faultIf = (broken: boolean, path: string, message: string): readonly Fault[] =>
  broken ? [{ path, message }] : [];

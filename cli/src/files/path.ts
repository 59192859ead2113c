/** A place in a document: keys of maps, indices of lists. */
export type Path = readonly (string | number)[];

/** `['any_of', 0, 'where']` as `any_of[0].where`. */
export const showPath = (path: Path): string =>
  path.reduce<string>((shown, part) => {
    if (typeof part === 'number') return `${shown}[${part}]`;
    return shown === '' ? part : `${shown}.${part}`;
  }, '');

/** The path that is shown so; `any_of.0.where`, as the catalog tells its faults, is read as well. */
export const readPath = (shown: string): Path =>
  shown
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

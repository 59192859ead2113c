/** A place in a file; both count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What is wrong in a file, and where: `path` is that in the document, '' for all of it. */
export interface FileFault extends Place {
  readonly path: string;
  readonly message: string;
}

/** `quests/daily.yaml:7:13 objectives.any_of[0].all_of[0].target must be …` */
export const showFault = ({ file, line, column, path, message }: FileFault): string =>
  `${file}:${line}:${column} ${path === '' ? '' : `${path} `}${message}`;

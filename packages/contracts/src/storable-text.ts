/** Whether a database can keep the text as it is: PostgreSQL has neither NUL nor half a surrogate pair. */
export const isStorableText = (text: string): boolean =>
  !text.includes('\0') && text.isWellFormed();

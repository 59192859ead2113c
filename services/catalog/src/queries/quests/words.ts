/** More words narrow a search no further that has so many. */
const wordsMax = 10;

/**
 * A query of PostgreSQL's full-text search for what somebody typed: every word, the beginning of one
 * too. Only letters and digits are left, so that nothing in it is an operator. Undefined for no word.
 */
export const toWordsQuery = (typed: string | undefined): string | undefined => {
  const words = (typed ?? '').match(/[\p{L}\p{N}]+/gu)?.slice(0, wordsMax) ?? [];
  return words.length === 0 ? undefined : words.map((word) => `${word}:*`).join(' & ');
};

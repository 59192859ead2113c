/**
 * Control, format (bidi, zero-width), surrogate and private-use characters, separators of lines, and
 * whatever else is shown as nothing; the emoji selector is allowed after an emoji alone.
 */
const invisible =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u2800]|(?!\uFE0F)\p{Default_Ignorable_Code_Point}|(?<!\p{Extended_Pictographic})\uFE0F/u;

/** Whether every character of the text can be seen, on one line. */
export const isVisibleText = (text: string): boolean => !invisible.test(text);

/** The message for a text that is not. */
export const invisibleTextFault = 'holds control or invisible characters';

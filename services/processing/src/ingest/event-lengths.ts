const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quote) return at;
  }
  return text.length;
};

const isOpening = (code: number) => code === 0x5b || code === 0x7b;
const isClosing = (code: number) => code === 0x5d || code === 0x7d;

/**
 * The first value of a JSON text that is longer than `lengthMax` characters: its place where the text is
 * a list, -1 where it is one value; undefined if there is none. One scan, before anything is parsed.
 */
export const findLongValue = (text: string, lengthMax: number): number | undefined => {
  if (text.length <= lengthMax) return undefined;
  if (!/^\s*\[/.test(text)) return -1;
  let depth = 0;
  let place = 0;
  let begin = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (isOpening(code)) depth += 1;
    else if (isClosing(code)) depth -= 1;
    if (depth > 1) continue;
    if (at - begin > lengthMax) return place;
    if (code !== comma) continue;
    place += 1;
    begin = at + 1;
  }
  return text.length - begin > lengthMax ? place : undefined;
};

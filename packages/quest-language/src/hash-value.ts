const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Letters of a hash. */
export const hashLength = 8;

const letters = (bits: number): string => {
  let text = '';
  for (let shift = 0; shift < 24; shift += 6) text += alphabet[(bits >>> shift) & 63];
  return text;
};

/**
 * 48 bits of a value as eight letters, for telling values apart (not for secrets). Of a thousand
 * different values two share a hash once in half a billion. After cyrb53 (public domain, bryc).
 */
export const hashValue = (value: string | number | boolean): string => {
  const text = `${typeof value}:${value}`;
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return letters(a & 0xffffff) + letters(b & 0xffffff);
};

/**
 * What makes two names the same: each character in lower case by itself, as the catalog compares them,
 * whatever stands around it.
 */
export const foldName = (name: string): string =>
  Array.from(name.trim(), (character) => Array.from(character.toLowerCase())[0]).join('');

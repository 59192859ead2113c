/** Removes user and password from every URL in a text. */
export const redactCredentials = (text: string): string =>
  text.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1');

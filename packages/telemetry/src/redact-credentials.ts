/** Removes user and password from every URL in a text, whatever signs the password holds. */
export const redactCredentials = (text: string): string =>
  text.replaceAll(/(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"\\]+@/gi, '$1');

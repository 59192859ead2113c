import type { z } from 'zod';

/** What documentation, examples and images are full of. */
const wellKnown =
  /^(admin|app|auth|catalog|change.?(it|me|this).*|default|dev(elopment)?([-_ ].*)?|example|guest|insecure.*|letmein|pass(word|phrase)?\d*|postgres(ql)?|processing|questline|rabbit(mq)?|root|secret\d*|test\d*|user|x{3,}|\d{1,8})$/i;

const isSecretName = (name: string) => /(PASSWORD|SECRET|TOKEN)$/.test(name);

const passwordIn = (text: string) => {
  if (!URL.canParse(text)) return undefined;
  const { username, password } = new URL(text);
  return username === '' && password === '' ? undefined : { username, password };
};

/**
 * The settings whose secret is no secret: a default, or one that everybody knows, be it a value of
 * its own or the password inside a URL. What is not given is looked at by its default.
 */
export const findDevelopmentSecrets = (
  schema: z.ZodObject,
  given: Readonly<Record<string, string>>,
): Map<string, string> => {
  const found = new Map<string, string>();
  for (const [name, setting] of Object.entries(schema.shape)) {
    const { data } = (setting as z.ZodType).safeParse(given[name]);
    if (typeof data !== 'string') continue;
    if (isSecretName(name) && wellKnown.test(data)) {
      found.set(name, 'is a default or well-known secret, which production refuses');
    }
    const credentials = passwordIn(data);
    if (!credentials) continue;
    const { username, password } = credentials;
    if (password === username || wellKnown.test(password)) {
      found.set(name, 'holds a default or well-known password, which production refuses');
    }
  }
  return found;
};

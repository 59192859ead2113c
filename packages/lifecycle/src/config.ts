import { z } from 'zod';

/** A start that cannot go on; the message is one line a person can act on. */
export class StartError extends Error {
  override name = 'StartError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Parses the environment with `schema`. An empty variable counts as unset.
 * Throws a StartError that lists every bad setting at once, names without values.
 */
export const parseConfig = <Schema extends z.ZodType>(
  schema: Schema,
  environment: Environment,
): z.infer<Schema> => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new StartError(`bad settings: ${problems.join('; ')}`);
};

/** A TCP port given as text; 0 lets the system choose. */
export const portSetting = z.coerce.number().int().min(0).max(65_535);

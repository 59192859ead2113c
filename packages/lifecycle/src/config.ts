import type { z } from 'zod';
import { findDevelopmentSecrets } from './development-secrets.ts';
import { type Environment, readSettingFiles } from './setting-files.ts';

/** A start that cannot go on; the message is one line a person can act on. */
export class StartError extends Error {
  override name = 'StartError';
}

/**
 * Parses the environment with `schema`. An empty variable counts as unset; `NAME_FILE` gives the
 * path of a file that holds NAME. With NODE_ENV=production well-known secrets are refused.
 * Throws a StartError that lists every bad setting at once, names without values.
 */
export const parseConfig = <Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): z.infer<Schema> => {
  const { given, problems } = readSettingFiles(Object.keys(schema.shape), environment);
  const parsed = schema.safeParse(given);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = path.join('.');
    // A file that could not be read is the cause; that the setting is missing follows from it.
    if (!problems.has(name)) problems.set(name, message);
  }
  if (environment.NODE_ENV === 'production') {
    for (const [name, message] of findDevelopmentSecrets(schema, given)) {
      if (!problems.has(name)) problems.set(name, message);
    }
  }
  if (parsed.success && problems.size === 0) return parsed.data;
  const lines = [...problems].map(([name, message]) => `${name}: ${message}`);
  throw new StartError(`bad settings: ${lines.join('; ')}`);
};

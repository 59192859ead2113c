import { readFileSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;

const readOne = (path: string): { value: string } | { fault: string } => {
  try {
    const text = readFileSync(path, 'utf8');
    // Editors and `echo` end a file with a line break that is no part of the secret.
    const value = text.replace(/(\r?\n)+$/, '');
    return value === '' ? { fault: 'the file is empty' } : { value };
  } catch (error) {
    return { fault: `the file cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
};

/**
 * The settings of these names, each from its variable or from the file that `<name>_FILE` names, as
 * orchestrators mount secrets. Problems name the setting and never what a file holds.
 */
export const readSettingFiles = (
  names: readonly string[],
  environment: Environment,
): { given: Record<string, string>; problems: Map<string, string> } => {
  const given: Record<string, string> = {};
  const problems = new Map<string, string>();
  for (const name of names) {
    const value = environment[name];
    const path = environment[`${name}_FILE`];
    if (value) given[name] = value;
    if (!path) continue;
    if (value) {
      problems.set(name, `give either it or ${name}_FILE, not both`);
      continue;
    }
    const read = readOne(path);
    if ('value' in read) given[name] = read.value;
    else problems.set(name, `${name}_FILE: ${read.fault}`);
  }
  return { given, problems };
};

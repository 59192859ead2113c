import { dictionary } from '@zxcvbn-ts/language-common';

const commonCount = 1_000;
const lengthMin = 8;

/** The thousand most common passwords of leaked lists, of those that are long enough. */
const commonPasswords: ReadonlySet<string> = new Set(
  dictionary['passwords-common']
    .filter((password) => password.length >= lengthMin)
    .slice(0, commonCount),
);

interface Names {
  readonly user_name: string;
  readonly email?: string | null | undefined;
}

const fold = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

const reverse = (text: string): string => [...text].reverse().join('');

/** What an attacker tries first: the user name, the e-mail, and what stands before its @. */
const namesOf = ({ user_name, email }: Names): string[] => {
  const given = [fold(user_name), ...(email ? [fold(email)] : [])];
  const names = [...given, ...given.map((name) => name.split('@', 1)[0] ?? '')];
  return [...new Set(names)].filter((name) => /\p{L}/u.test(name));
};

/** Whether nothing is left of the password but digits, spaces and signs once the name is taken out. */
const isMadeFrom = (password: string, name: string): boolean =>
  [name, reverse(name)].some(
    (part) => password.includes(part) && !/\p{L}/u.test(password.replaceAll(part, '')),
  );

/**
 * Why a password of a new account can be guessed: it is one of the most common, or made from the
 * user's own names. undefined for every other one.
 */
export const weakPasswordFault = (password: string, names: Names): string | undefined => {
  const folded = fold(password);
  if (commonPasswords.has(folded)) return 'is one of the most common passwords';
  const isFromName = namesOf(names).some((name) => isMadeFrom(folded, name));
  return isFromName ? 'is made from the user name or the e-mail' : undefined;
};

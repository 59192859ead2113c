import { expect, test } from 'vitest';
import { decideWhatIsTaken, toSignInName, toSignInNames } from './user.ts';

test.each([
  ['  Ada ', 'ada'],
  ['ADA@Example.COM', 'ada@example.com'],
  ['ÉLODIE', 'élodie'],
  ['e\u0301lodie', 'élodie'],
  ['ａｄａ', 'ada'],
])('%j is compared as %j', (text, name) => {
  expect(toSignInName(text)).toBe(name);
});

test('a user signs in by name and e-mail, or by one text that is both', () => {
  expect(toSignInNames({ user_name: 'Ada', email: 'ada@x.org' })).toEqual(['ada', 'ada@x.org']);
  expect(toSignInNames({ user_name: 'ada@x.org', email: 'Ada@x.org' })).toEqual(['ada@x.org']);
  expect(toSignInNames({ user_name: 'Ada' })).toEqual(['ada']);
});

test('a refusal names which of the two is taken, or that a name looks the same', () => {
  const names = { user_name: 'Ada', email: 'Ada@x.org' };
  expect(decideWhatIsTaken(names, ['ada@x.org'])).toBe('email');
  expect(decideWhatIsTaken(names, ['ada'])).toBe('user-name');
  expect(decideWhatIsTaken(names, ['ada', 'ada@x.org'])).toBe('user-name');
  expect(decideWhatIsTaken(names, ['аdа'])).toBe('look-alike');
  expect(decideWhatIsTaken(names, [])).toBeUndefined();
});

import { expect, test } from 'vitest';
import { weakPasswordFault } from './weak-password.ts';

const ada = { user_name: 'Ada', email: 'lovelace@example.org' };

test.each(['password', 'PASSWORD', '12345678', 'iloveyou', 'password1', 'ｐａｓｓｗｏｒｄ'])(
  '%s is too common',
  (password) => {
    expect(weakPasswordFault(password, ada)).toBe('is one of the most common passwords');
  },
);

test.each([
  ['adaadaada', ada],
  ['Ada-2026!', ada],
  ['12345ada', ada],
  ['ecalevol', ada],
  ['Lovelace', ada],
  ['lovelace@example.org', ada],
  ['Élodie 99', { user_name: 'e\u0301lodie' }],
])('%s is made from the name or the e-mail', (password, names) => {
  expect(weakPasswordFault(password, names)).toBe('is made from the user name or the e-mail');
});

test.each([
  ['correct horse battery', ada],
  ['ada in wonderland', ada],
  ['93157204', { user_name: '7' }],
  ['a long way home', { user_name: 'a' }],
])('%s is neither', (password, names) => {
  expect(weakPasswordFault(password, names)).toBeUndefined();
});

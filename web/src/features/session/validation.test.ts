import { describe, expect, it } from 'vitest';
import {
  confirmationFault,
  newPasswordFault,
  optionalEmailFault,
  passwordFault,
  userNameFault,
} from './validation.ts';

describe('form validation', () => {
  it.each([
    ['', null],
    ['  ', null],
    ['ada@example.com', null],
    [' ada@example.com ', null],
    ['ada', 'Invalid email address'],
    ['ada@example', 'Invalid email address'],
    ['ada@@example.com', 'Invalid email address'],
  ])('given the optional e-mail "%s", then its fault is %s', (value, fault) => {
    expect(optionalEmailFault(value)).toBe(fault);
  });

  it('given no password, then it is required, at log-in and at sign-up alike', () => {
    expect(passwordFault('')).toBe('Password is required');
    expect(newPasswordFault('')).toBe('Password is required');
  });

  it('given a new password, then 8 to 128 characters are accepted', () => {
    expect(newPasswordFault('1234567')).toBe('Password must be at least 8 characters');
    expect(newPasswordFault('12345678')).toBeNull();
    expect(newPasswordFault('x'.repeat(128))).toBeNull();
    expect(newPasswordFault('x'.repeat(129))).not.toBeNull();
  });

  it('given an old short password, when logging in, then it is not refused for its length', () => {
    expect(passwordFault('short')).toBeNull();
  });

  it('given another confirmation, then the passwords do not match', () => {
    expect(confirmationFault('12345678', '12345679')).toBe("The passwords don't match");
    expect(confirmationFault('12345678', '12345678')).toBeNull();
  });

  it('given a user name of spaces, then it is required', () => {
    expect(userNameFault('   ')).toBe('User name is required');
  });
});

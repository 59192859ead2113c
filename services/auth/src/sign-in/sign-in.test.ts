import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideSignIn, type SignInUser } from './sign-in.ts';

const newUser: SignInUser = {
  user_name: 'ada',
  timezone: 'UTC',
  is_superuser: false,
  password_hash: 'hash',
  status: 0,
  first_signed_in_at: null,
};
const oldUser: SignInUser = { ...newUser, status: 1, first_signed_in_at: new Date(0) };

describe('deciding a sign-in', () => {
  test('given a new user, then it is the first', () => {
    expect(decideSignIn(newUser, 'hash')).toMatchObject({
      kind: 'signed-in',
      is_first: true,
      event_type: 'NewUserSignIn',
    });
  });

  test('given a user who has signed in before, then it is a later one', () => {
    expect(decideSignIn(oldUser, 'hash')).toMatchObject({
      kind: 'signed-in',
      is_first: false,
      event_type: 'UserSignIn',
    });
  });

  test.each([
    ['is gone', undefined],
    ['is banned', { ...oldUser, status: 2 }],
    ['was banned before the first sign-in', { ...newUser, status: 2 }],
    ['has changed the password meanwhile', { ...oldUser, password_hash: 'other' }],
  ])('given a user who %s, then it is refused', (_what, user) => {
    expect(decideSignIn(user, 'hash')).toEqual({ kind: 'refused' });
  });

  test('for any sign-ins, bans and returns, only the first that succeeds is NewUserSignIn', () => {
    const step = fc.constantFrom('sign-in', 'wrong', 'ban', 'unban');
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let user = newUser;
        const types: string[] = [];
        for (const each of steps) {
          if (each === 'ban') user = { ...user, status: 2 };
          if (each === 'unban') user = { ...user, status: user.first_signed_in_at ? 1 : 0 };
          const decision = decideSignIn(user, each === 'sign-in' ? 'hash' : 'other');
          if (decision.kind === 'refused') continue;
          types.push(decision.event_type);
          if (decision.is_first) user = { ...user, status: 1, first_signed_in_at: new Date() };
        }
        const expected = types.map((_, index) => (index === 0 ? 'NewUserSignIn' : 'UserSignIn'));
        expect(types).toEqual(expected);
      }),
    );
  });
});

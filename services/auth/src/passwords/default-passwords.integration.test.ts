import { describe, expect, test } from 'vitest';
import { createTestAuth, password } from '../../test/test-auth.ts';
import { seedSuperuser } from '../users/seed-superuser.ts';
import { mustRefuseDefaultPasswords, refuseDefaultPasswords } from './default-passwords.ts';
import { setPassword } from './set-password.ts';

const production = { production: true, loopback: true, allowed: false };

const statusOfMe = async (auth: Awaited<ReturnType<typeof createTestAuth>>, token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  return (await auth.server.inject({ url: '/api/v1/users/me', headers })).statusCode;
};

describe('default passwords', () => {
  test.each([
    [{ production: false, loopback: true, allowed: false }, false],
    [{ production: false, loopback: false, allowed: false }, true],
    [{ production: false, loopback: false, allowed: true }, false],
    [{ production: true, loopback: true, allowed: true }, true],
  ])('where %j are refused: %s', (exposure, refused) => {
    expect(mustRefuseDefaultPasswords(exposure)).toBe(refused);
  });

  test('of a stored superuser stop a start, whatever the settings are by now', async () => {
    await using auth = await createTestAuth();
    await seedSuperuser(auth.deps, { user_name: 'user', password: 'password' });
    const first = { user_name: 'user', password: 'one of our own' };
    const start = () => refuseDefaultPasswords(auth.database, production, first);
    await expect(start()).rejects.toThrow(/user has a default password.*set-password/);
    await setPassword(auth.deps, { name: 'user', password });
    await start();
  });

  test('of every superuser are looked at, and of nobody else', async () => {
    await using auth = await createTestAuth();
    await seedSuperuser(auth.deps, { user_name: 'root', password });
    await seedSuperuser(auth.deps, { user_name: 'admin', password: 'development-only' });
    await expect(refuseDefaultPasswords(auth.database, production)).rejects.toThrow('admin');
    await auth.database.query({ text: 'update users set is_superuser = false' });
    await refuseDefaultPasswords(auth.database, production);
  });

  test('stop a start before a superuser is made with one', async () => {
    await using auth = await createTestAuth();
    const exposed = { production: false, loopback: false, allowed: false };
    const first = { user_name: 'user', password: 'password' };
    const start = () => refuseDefaultPasswords(auth.database, exposed, first);
    await expect(start()).rejects.toThrow('ALLOW_DEFAULT_PASSWORD=1');
    await seedSuperuser(auth.deps, { user_name: 'user', password });
    await start();
  });
});

describe('setting a password', () => {
  test('ends every session of the user and no other, and the new one signs in', async () => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    const bob = await auth.createUser('bob');
    await setPassword(auth.deps, { name: ' ADA ', password: 'another good one' });
    const { rows: acts } = await auth.database.query({
      text: `select actor_name, object_kind from audit_log where action = 'password.reset'`,
    });
    expect(acts).toEqual([{ actor_name: 'operator', object_kind: 'account' }]);
    expect(await statusOfMe(auth, ada.token)).toBe(401);
    expect(await statusOfMe(auth, bob.token)).toBe(200);
    expect((await auth.signIn('ada')).statusCode).toBe(400);
    expect((await auth.signIn('ada', 'another good one')).statusCode).toBe(200);
    const { rows } = await auth.database.query({ text: 'select from revocations' });
    expect(rows).toHaveLength(1);
  });

  test.each([
    ['nobody', 'another good one', 'there is no user nobody'],
    ['ada', 'short', '8 to 128'],
    ['ada', 'iloveyou', 'common'],
    ['ada', 'adaada123', 'made from'],
  ])('of %s as %s is refused and changes nothing', async (name, wanted, reason) => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    await expect(setPassword(auth.deps, { name, password: wanted })).rejects.toThrow(reason);
    expect(await statusOfMe(auth, ada.token)).toBe(200);
  });
});

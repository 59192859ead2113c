import { describe, expect, it } from 'vitest';
import { isOwnOrigin } from './origin-check.ts';

const facts = { host: 'quests.example.com', protocol: 'http', publicOrigin: undefined };

describe('isOwnOrigin', () => {
  it.each([
    ['http://quests.example.com', true],
    ['https://quests.example.com', true],
    ['http://quests.example.com:8080', false],
    ['http://evil.example', false],
    ['https://quests.example.com.evil.example', false],
    ['null', false],
    ['', false],
    [undefined, false],
    ['ftp://quests.example.com', false],
  ])('compares the host of %s', (origin, own) => {
    expect(isOwnOrigin({ ...facts, origin })).toBe(own);
  });

  it('refuses a page that came over plain HTTP, where the server is reached over HTTPS', () => {
    const secure = { ...facts, protocol: 'https' };
    expect(isOwnOrigin({ ...secure, origin: 'http://quests.example.com' })).toBe(false);
    expect(isOwnOrigin({ ...secure, origin: 'https://quests.example.com' })).toBe(true);
  });

  it('takes the origin of PUBLIC_URL alone, whatever the request was sent to', () => {
    const publicOrigin = 'https://quests.example.com';
    const behind = { ...facts, host: '127.0.0.1:5173', publicOrigin };
    expect(isOwnOrigin({ ...behind, origin: publicOrigin })).toBe(true);
    expect(isOwnOrigin({ ...behind, origin: 'http://127.0.0.1:5173' })).toBe(false);
    expect(isOwnOrigin({ ...behind, origin: 'http://quests.example.com' })).toBe(false);
  });
});

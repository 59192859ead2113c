import { describe, expect, it } from 'vitest';
import { serviceOf } from './gateway.ts';

describe('serviceOf', () => {
  it.each([
    ['/api/v1/login/access-token', 'auth'],
    ['/api/v1/users/me?x=/api/v1/quests', 'auth'],
    ['/.well-known/jwks.json', 'auth'],
    ['/api/v1/quests', 'catalog'],
    ['/api/v1/quests/', 'catalog'],
    ['/api/v1/notifications/stream', 'processing'],
    ['/api/v1/questsandmore', undefined],
    ['/internal/v1/quest-versions', undefined],
    ['/health/ready', undefined],
    ['/metrics', undefined],
    ['/', undefined],
  ])('routes %s to %s', (url, service) => {
    expect(serviceOf(url)).toBe(service);
  });
});

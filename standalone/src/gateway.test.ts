import { describe, expect, it } from 'vitest';
import { backendOf } from './gateway.ts';

describe('backendOf', () => {
  it.each([
    ['POST', '/api/v1/login/access-token', 'auth-http'],
    ['GET', '/api/v1/users/me?x=/api/v1/quests', 'auth-http'],
    ['GET', '/.well-known/jwks.json', 'auth-http'],
    ['GET', '/api/v1/quests', 'catalog-queries'],
    ['HEAD', '/api/v1/quests/', 'catalog-queries'],
    ['POST', '/api/v1/quests/', 'catalog-commands'],
    ['PATCH', '/api/v1/quests/x?y', 'catalog-commands'],
    ['DELETE', '/api/v1/rewards/x', 'catalog-commands'],
    ['GET', '/api/docs/catalog.json', 'catalog-queries'],
    ['GET', '/api/v1/notifications/stream', 'processing-http'],
    ['GET', '/api/v1/questsandmore', undefined],
    ['GET', '/internal/v1/quest-versions', undefined],
    ['GET', '/health/ready?x', 'health'],
    ['GET', '/health', 'health'],
    ['GET', '/metrics', 'health'],
    ['GET', '/healthy', undefined],
    ['GET', '/', undefined],
  ])('routes %s %s to %s', (method, url, backend) => {
    expect(backendOf(method, url)).toBe(backend);
  });
});

/**
 * Which service answers which paths: every gateway routes by this table. A path belongs to the
 * service whose prefix it starts with, up to a slash or its end.
 */
export const servicePrefixes = {
  auth: [
    '/api/v1/login',
    '/api/v1/logout',
    '/api/v1/users',
    '/api/v1/password-recovery',
    '/api/v1/reset-password',
    '/api/v1/wallets',
    '/api/v1/api-keys',
    '/api/v1/audit-log',
    '/api/v1/utils',
    '/api/v1/.well-known',
    '/.well-known/jwks.json',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/api/docs/auth.json',
  ],
  catalog: ['/api/v1/quests', '/api/v1/rewards', '/api/docs/catalog.json'],
  processing: [
    '/api/v1/events',
    '/api/v1/progress',
    '/api/v1/notifications',
    '/api/docs/processing.json',
  ],
} as const;

/** Paths of programs: below these a gateway never answers with the page of the web app. */
export const pagelessPrefixes = [
  '/api',
  '/health',
  '/internal',
  '/metrics',
  '/.well-known',
] as const;

export type ServiceName = keyof typeof servicePrefixes;

/**
 * Which kind of process answers a service's paths: one for reads, which are GET and HEAD, and another
 * for all the rest where they are apart.
 */
export const backends = {
  auth: { reads: 'auth-http', writes: 'auth-http' },
  catalog: { reads: 'catalog-queries', writes: 'catalog-commands' },
  processing: { reads: 'processing-http', writes: 'processing-http' },
} as const satisfies Record<ServiceName, { reads: string; writes: string }>;

export type BackendName = (typeof backends)[ServiceName]['reads' | 'writes'];

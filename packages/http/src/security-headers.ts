import type { FastifyInstance } from 'fastify';

/**
 * What browsers are told about answers that are no pages: to run nothing of them, frame or embed them
 * nowhere else, not to guess their type, and to come back with TLS (OWASP, REST Security Cheat Sheet:
 * security headers).
 */
const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

/** Every answer carries them. They never differ, so nothing is computed for each as helmet does. */
export const secureAnswers = (app: FastifyInstance): void => {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(securityHeaders);
    done();
  });
};

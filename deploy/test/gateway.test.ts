import { backends, type ServiceName, servicePrefixes } from '@questline/contracts/gateway';
import { bodyBytesMax } from '@questline/http/server';
import { connectionSettings, listenSettings } from '@questline/lifecycle/settings';
import { expect, test } from 'vitest';
import { findTypeFaults } from './check-types.ts';
import { type Document, readText, readYaml } from './project.ts';

const read = (name: string): Document => readYaml(`deploy/traefik/${name}.yaml`);
const { routers } = read('dynamic/routes').http;
const { services, serversTransports } = read('dynamic/services').http;
const { middlewares } = read('dynamic/middlewares').http;
const compose = readYaml('deploy/compose/compose.yaml');

const escaped = (text: string) => text.replaceAll('.', '\\.');
const rulesOf = (prefixes: readonly string[]) => {
  const path = `PathRegexp(\`^(${prefixes.map(escaped).join('|')})(/|$)\`)`;
  return { reads: `(Method(\`GET\`) || Method(\`HEAD\`)) && ${path}`, writes: path };
};

/** Here a service that is answered by one kind of process goes by its own name. */
const poolOf = (backend: string) => backend.replace(/-http$/, '');

test.each(Object.entries(servicePrefixes))('the paths of %s lead to it', (name, prefixes) => {
  const { reads, writes } = rulesOf(prefixes);
  const backend = backends[name as ServiceName];
  expect(routers[`${name}-reads`]).toMatchObject({ rule: reads, service: poolOf(backend.reads) });
  expect(routers[`${name}-writes`]).toMatchObject({
    rule: writes,
    service: poolOf(backend.writes),
  });
});

test('the regular expressions end a prefix at a slash or the end', () => {
  const [, source = ''] = /PathRegexp\(`(.*)`\)/.exec(routers['auth-writes'].rule) ?? [];
  const rule = new RegExp(source);
  for (const prefix of servicePrefixes.auth) {
    expect(rule.test(prefix) && rule.test(`${prefix}/`) && rule.test(`${prefix}/x`)).toBe(true);
    expect(rule.test(`${prefix}x`) || rule.test(`/x${prefix}`)).toBe(false);
  }
});

test('whatever nobody claims is the web app’s, so nothing internal is routed', () => {
  expect(routers.web).toMatchObject({ rule: 'PathPrefix(`/`)', service: 'web', priority: 1 });
  const others = Object.entries<Document>(routers).filter(([name]) => name !== 'web');
  for (const [name, { rule, priority }] of others) {
    expect(priority).toBeGreaterThan(1);
    for (const inner of ['/health', '/metrics', '/internal']) {
      expect([name, rule.includes(inner)]).toEqual([name, false]);
    }
  }
});

test('only reads are tried again, and the stream is neither buffered nor compressed', () => {
  for (const [name, { middlewares: used }] of Object.entries<Document>(routers)) {
    for (const each of used) expect([name, each in middlewares]).toEqual([name, true]);
    const isRead = name.endsWith('-reads') || name === 'web';
    expect([name, used.includes('retry')]).toEqual([name, isRead]);
    const takesBodies = !isRead && name !== 'stream';
    expect([name, used.includes('body-limit')]).toEqual([name, takesBodies]);
  }
  expect(routers.stream).toMatchObject({ service: 'processing', middlewares: ['headers'] });
  const priorities = ['stream', 'processing-reads', 'processing-writes'];
  expect(priorities.map((name) => routers[name].priority)).toEqual([300, 200, 100]);
});

test('bodies are limited as in the services', () => {
  expect(middlewares['body-limit'].buffering.maxRequestBodyBytes).toBe(bodyBytesMax);
});

test('a request may take as long as in the services, and a stream longer', () => {
  const seconds = connectionSettings.REQUEST_TIMEOUT_SECONDS.parse(undefined);
  const { respondingTimeouts } = read('traefik').entryPoints.web.transport;
  expect(respondingTimeouts.readTimeout).toBe(`${seconds}s`);
  // Unset, an answer has no limit.
  expect(respondingTimeouts.writeTimeout).toBeUndefined();
  const [, keepAliveMs = ''] =
    /keepAliveMs = ([\d_]+)/.exec(readText('packages/http/src/node-server.ts')) ?? [];
  for (const { forwardingTimeouts } of Object.values<Document>(serversTransports)) {
    const idleMs = Number.parseInt(forwardingTimeouts.idleConnTimeout, 10) * 1_000;
    expect(idleMs).toBeLessThan(Number(keepAliveMs.replaceAll('_', '')));
  }
});

test('every instance is one of compose, on its port, checked at an address it has', () => {
  const port = listenSettings.PORT.parse(undefined);
  const health = {
    service: readText('packages/http/src/health.ts'),
    web: readText('deploy/docker/nginx.conf'),
  };
  for (const [name, { loadBalancer }] of Object.entries<Document>(services)) {
    expect(loadBalancer.serversTransport in serversTransports).toBe(true);
    expect(name === 'web' ? health.web : health.service).toContain(loadBalancer.healthCheck.path);
    for (const { url } of loadBalancer.servers) {
      const host = new URL(url).hostname;
      expect([host, host in compose.services]).toEqual([host, true]);
      expect(new URL(url).port).toBe(name === 'web' ? '8080' : String(port));
    }
  }
  expect(services.processing.loadBalancer.servers).toHaveLength(2);
});

test('HTTPS and development differ from the plain gateway in what they say alone', () => {
  const plain = read('traefik');
  const { api, ...developed } = read('traefik.development');
  expect(developed).toEqual(plain);
  expect(api).toEqual({ dashboard: true, insecure: true });
  expect(plain.api).toBeUndefined();

  const { entryPoints, ...secured } = read('traefik.tls');
  const { entryPoints: plainEntryPoints, ...rest } = plain;
  expect(secured).toEqual(rest);
  const { http, ...transport } = entryPoints.websecure;
  expect(http.tls).toBeDefined();
  expect(transport).toEqual({ ...plainEntryPoints.web, address: ':8443' });
  expect(entryPoints.traefik).toEqual(plainEntryPoints.traefik);
});

test('access logs name the headers they keep, and none that carries a session', () => {
  const { headers } = read('traefik').accessLog.fields;
  expect(headers.defaultMode).toBe('drop');
  expect(Object.keys(headers.names)).not.toContain('Authorization');
  expect(Object.keys(headers.names)).not.toContain('Cookie');
});

test('every file is of the published shape', { timeout: 60_000 }, () => {
  const fixed = ['traefik', 'traefik.development', 'traefik.tls'].map((what) => ({
    what,
    value: read(what),
    type: 'TraefikV3StaticConfiguration',
    from: '@schemastore/traefik-v3',
  }));
  // Two fields of Traefik 3.7 are newer than the published types.
  const { errorRequestHeaders: _headers, ...errors } = middlewares.problems.errors;
  const { status: _status, ...retry } = middlewares.retry.retry;
  const known = { ...middlewares, problems: { errors }, retry: { retry } };
  const dynamic = [
    ['routes', read('dynamic/routes')],
    ['services', read('dynamic/services')],
    ['middlewares', { http: { middlewares: known } }],
    ['certificate', read('tls/certificate')],
  ].map(([what, value]) => ({
    what,
    value,
    type: 'HttpsJsonSchemastoreOrgTraefikV3FileProviderJson',
    from: '@schemastore/traefik-v3-file-provider',
  }));
  expect(findTypeFaults([...fixed, ...dynamic])).toEqual([]);
});

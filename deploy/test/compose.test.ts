import { findDevelopmentSecrets } from '@questline/lifecycle/development-secrets';
import { expect, test } from 'vitest';
import {
  type Document,
  findBadSettings,
  isInProject,
  processFiles,
  readText,
  readYaml,
  settingsOf,
} from './project.ts';

const compose = readYaml('deploy/compose/compose.yaml');
const development = readYaml('deploy/compose/development.yaml');
const services: [string, Document][] = Object.entries(compose.services);
const processes = services.filter(([, { image }]) => image?.includes('questline/services'));

const envFile = (path: string): Record<string, string> =>
  Object.fromEntries(
    [...readText(path).matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
const developmentValues = envFile('deploy/compose/development.env');

/** As compose would: the development values, else the default that is written. */
const interpolate = (text: string): string =>
  text.replace(
    /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
    (_whole, name, fallback) => developmentValues[name] ?? fallback ?? '',
  );

const environmentOf = (service: Document): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service.environment).map(([name, value]) => [name, interpolate(String(value))]),
  );

/** What it does, the consumer does too, where it is told how long events are kept. */
const runByHand = 'services/processing/src/processes/retention.ts';

test('every process of every service is run', () => {
  const run = processes.map(([, { command }]) => command[0]);
  expect([...new Set(run)].sort()).toEqual(
    processFiles.filter((file) => file !== runByHand).sort(),
  );
});

test.each(processes)('%s is given the settings it reads', async (name, service) => {
  const changes = environmentOf({ environment: development.services[name]?.environment ?? {} });
  const file = service.command[0];
  expect(await findBadSettings(file, environmentOf(service))).toEqual([]);
  expect(await findBadSettings(file, { ...environmentOf(service), ...changes })).toEqual([]);
});

test('a process in development takes default secrets, one like in production none', () => {
  for (const [name, { environment }] of processes) {
    expect([name, environment.NODE_ENV]).toEqual([name, 'production']);
    expect([name, development.services[name]?.environment?.NODE_ENV]).toEqual([
      name,
      'development',
    ]);
  }
});

test.each(processes)('%s refuses the development secrets in production', async (_name, service) => {
  const environment = environmentOf(service);
  const schema = await settingsOf(service.command[0]);
  const address = 'DATABASE_URL' in environment ? 'DATABASE_URL' : 'RABBITMQ_URL';
  expect(findDevelopmentSecrets(schema, environment).has(address)).toBe(true);
});

test('every secret is required, named in each message, and has a development default', () => {
  const required = [...readText('deploy/compose/compose.yaml').matchAll(/\$\{(\w+):\?([^}]*)\}/g)];
  const names = [...new Set(required.map(([, name]) => name ?? ''))].sort();
  expect(Object.keys(developmentValues).sort()).toEqual(names);
  for (const name of names) {
    expect(readText('deploy/compose/secrets.env.example')).toContain(`${name}=`);
    for (const [, , message] of required) expect(message).toContain(name);
  }
});

test('each service has a user of the broker, and only the setup is the administrator', () => {
  for (const [name, { environment, depends_on }] of processes) {
    const { RABBITMQ_URL: url } = environment;
    if (url === undefined) continue;
    const service = name === 'broker-setup' ? 'questline' : name.split('-')[0];
    const [, user, secret] = /^amqp:\/\/(\w+):\$\{(\w+)\}@/.exec(url) ?? [];
    const expected = service === 'questline' ? '' : `${service?.toUpperCase()}_`;
    expect([name, user, secret]).toEqual([name, service, `${expected}RABBITMQ_PASSWORD`]);
    if ('rabbitmq' in depends_on) expect(name).toBe('broker-setup');
  }
});

test('every process is confined, limited and given time to drain', () => {
  const [, limitMs = ''] =
    /stopTimeoutMs = ([\d_]+)/.exec(readText('packages/lifecycle/src/run-process.ts')) ?? [];
  for (const [name, service] of services) {
    if (service.profiles) continue;
    expect([name, service.cap_drop, service.security_opt]).toEqual([
      name,
      ['ALL'],
      ['no-new-privileges:true'],
    ]);
    expect([name, service.read_only]).toEqual([name, name !== 'rabbitmq']);
    expect(service.deploy.resources.limits).toMatchObject({ memory: expect.any(String) });
    const graceMs = Number.parseInt(service.stop_grace_period, 10) * 1_000;
    expect(graceMs).toBeGreaterThan(Number(limitMs.replaceAll('_', '')));
  }
});

test('only the gateway is published, and the database and the broker are on the inner network', () => {
  for (const [name, service] of services) {
    if (service.profiles || name === 'gateway') continue;
    expect([name, service.ports]).toEqual([name, undefined]);
  }
  expect(compose.networks.backend.internal).toBe(true);
  expect(compose.services.postgres.networks).toEqual(['backend']);
  expect(compose.services.rabbitmq.networks).toEqual(['backend']);
  expect(compose.services.gateway.networks).toEqual(['edge']);
});

test('every file and service that is named is there', () => {
  for (const path of readYaml('compose.yaml').include.flatMap(({ path, env_file }: Document) => [
    ...path,
    env_file,
  ])) {
    expect([path, isInProject(path)]).toEqual([path, true]);
  }
  const files = [compose, development, readYaml('deploy/compose/tls.yaml')];
  for (const [name, service] of files.flatMap((file): [string, Document][] =>
    Object.entries(file.services),
  )) {
    for (const volume of service.volumes ?? []) {
      const [from] = volume.split(':');
      if (from.startsWith('.')) {
        expect([name, from, isInProject(`deploy/compose/${from}`)]).toEqual([name, from, true]);
      }
    }
    for (const { path, target } of service.develop?.watch ?? []) {
      expect([name, path, isInProject(`deploy/compose/${path}`)]).toEqual([name, path, true]);
      if (target) expect(target).toBe(path.replace('../../', '/app/'));
    }
    const needed = service.depends_on ?? [];
    for (const other of Array.isArray(needed) ? needed : Object.keys(needed)) {
      expect([name, other, other in compose.services]).toEqual([name, other, true]);
    }
  }
});

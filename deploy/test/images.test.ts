import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEdge } from '@questline/http/edge';
import { listenSettings } from '@questline/lifecycle/settings';
import { createLogger } from '@questline/telemetry/logger';
import { expect, test } from 'vitest';
import { createWebServer } from '../../standalone/src/web-server.ts';
import { exactImage, isInProject, processFiles, readText, readYaml } from './project.ts';

const servicesImage = readText('deploy/docker/services.Dockerfile');
const webImage = readText('deploy/docker/web.Dockerfile');
const nginx = readText('deploy/docker/nginx.conf');

const dependenciesOf = (directory: string): string[] => {
  const { dependencies = {} } = JSON.parse(readText(`${directory}/package.json`));
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@questline/'))
    .map((name) => `packages/${name.slice('@questline/'.length)}`);
};

const closureOf = (directories: readonly string[]): string[] => {
  const found = new Set(directories);
  for (const directory of found) for (const each of dependenciesOf(directory)) found.add(each);
  return [...found].sort();
};

const manifestsIn = (dockerfile: string): string[] =>
  [...dockerfile.matchAll(/^COPY (\S+)\/package\.json /gm)].map(([, path]) => path ?? '').sort();

test('the images install what the workspaces in them need, and no other workspace', () => {
  const services = ['services/auth', 'services/catalog', 'services/processing'];
  expect(manifestsIn(servicesImage)).toEqual(closureOf(services));
  expect(manifestsIn(webImage)).toEqual(closureOf(['web']));
});

test('what is copied into the images is there', () => {
  for (const [, sources = ''] of `${servicesImage}\n${webImage}`.matchAll(
    /^COPY (?!--from)(.*) \S+$/gm,
  )) {
    for (const source of sources.split(' ')) {
      expect([source, isInProject(source)]).toEqual([source, true]);
    }
  }
});

test('the services image runs a process by default, and checks it where it listens', () => {
  const [, command = ''] = /^CMD \["(.*)"\]$/m.exec(servicesImage) ?? [];
  expect(processFiles).toContain(command);
  const port = listenSettings.PORT.parse(undefined);
  expect(servicesImage).toContain(`PORT=${port}`);
  expect(servicesImage).toContain(`EXPOSE ${port}`);
  const check = readText('deploy/docker/check-health.js');
  expect(check).toContain(`port = '${port}'`);
  const [, path = ''] = /path: '([^']*)'/.exec(check) ?? [];
  expect(readText('packages/http/src/health.ts')).toContain(`'${path}'`);
});

test('both images run without root and hand signals to their process', () => {
  for (const image of [servicesImage, webImage]) {
    expect(image).toMatch(/^USER \d{3,}:\d{3,}$/m);
    expect(image).toMatch(/^ENTRYPOINT \["(node|nginx)"/m);
    expect(image).toMatch(/^HEALTHCHECK /m);
    for (const label of ['title', 'description', 'licenses', 'version', 'revision']) {
      expect(image).toContain(`org.opencontainers.image.${label}=`);
    }
  }
});

test('nginx answers with the headers of the standalone web server', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'questline-web-'));
  try {
    writeFileSync(join(directory, 'index.html'), '<!doctype html>');
    const logger = createLogger({ service: 'test', level: 'silent' });
    const server = await createWebServer({ directory, logger, edge: plainEdge });
    const page = await server.inject({ url: '/any/page', headers: { accept: 'text/html' } });
    const varying = new Set(['accept-ranges', 'last-modified', 'etag', 'content-type']);
    for (const name of ['content-length', 'date', 'connection', 'cache-control']) varying.add(name);
    for (const [name, value] of Object.entries(page.headers)) {
      if (varying.has(name)) continue;
      const [, given] = new RegExp(`add_header ${name} "(.*)" always;`, 'i').exec(nginx) ?? [];
      expect([name, given]).toEqual([name, value]);
    }
    expect(nginx).toContain(`default "${page.headers['cache-control']}";`);
    const missing = await server.inject('/missing.js');
    expect(nginx).toContain(`return 404 '${missing.body}';`);
    const source = readText('standalone/src/web-server.ts');
    const [, seconds = ''] = /yearSeconds = ([\d_]+)/.exec(source) ?? [];
    expect(nginx).toContain(`max-age=${seconds.replaceAll('_', '')}, immutable`);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('the build leaves tests and what only they need out of the images', () => {
  const ignored = readText('.dockerignore').split('\n');
  for (const each of ['**/*.test.ts', '**/node_modules', 'packages/testkit']) {
    expect(ignored).toContain(each);
  }
  expect(isInProject('packages/testkit')).toBe(true);
});

test('every image that is named has an exact version', () => {
  const built = [servicesImage, webImage].flatMap((dockerfile) =>
    [...dockerfile.matchAll(/^ARG \w+_IMAGE=(.*)$/gm)].map(([, image]) => image),
  );
  const run = ['compose', 'development', 'tls'].flatMap((name) =>
    Object.values<{ image?: string }>(readYaml(`deploy/compose/${name}.yaml`).services)
      .flatMap(({ image }) => image ?? [])
      .map((image) => /^\$\{\w+:-(.*)\}$/.exec(image)?.[1] ?? image),
  );
  expect(built).toHaveLength(3);
  for (const image of [...built, ...run]) expect(image).toMatch(exactImage);
  expect('postgres:18').not.toMatch(exactImage);
  expect('traefik:v3.7').not.toMatch(exactImage);
  expect('rabbitmq:4-management').not.toMatch(exactImage);
});

test('both images are built on the Node.js of the lock file', () => {
  const { devDependencies } = JSON.parse(readText('package.json'));
  for (const image of [servicesImage, webImage]) {
    expect(image).toContain(`ARG NODE_IMAGE=node:${devDependencies.node}-`);
  }
});

import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Document, isInProject, projectRoot, readText, readYaml } from './project.ts';

const dashboard: Document = JSON.parse(
  readText('deploy/observability/grafana/dashboards/questline.json'),
);
const alerts = readYaml('deploy/observability/prometheus/alerts.yaml');
const prometheus = readYaml('deploy/observability/prometheus/prometheus.yaml');
const compose = readYaml('deploy/compose/compose.yaml');

const sources = globSync(['packages/*/src/**/*.ts', 'services/*/src/**/*.ts'], { cwd: projectRoot })
  .filter((path) => !path.endsWith('.test.ts'))
  .map(readText)
  .join('\n');

const queries: string[] = [
  ...dashboard.panels.flatMap(({ targets }: Document) => targets.map(({ expr }: Document) => expr)),
  ...alerts.groups.flatMap(({ rules }: Document) => rules.map(({ expr }: Document) => expr)),
];

test('every metric that is asked for is counted somewhere', () => {
  const asked = queries.flatMap((query) => [...query.matchAll(/\b(?:questline|http_server)_\w+/g)]);
  expect(asked.length).toBeGreaterThan(10);
  for (const [name] of asked) {
    const base = name.replace(/_(bucket|count|sum)$/, '');
    expect([base, sources.includes(`'${base}'`)]).toEqual([base, true]);
  }
});

test('every process is scraped, where it listens', () => {
  const processes = Object.entries<Document>(compose.services)
    .filter(([, { image, restart }]) => image?.includes('questline/services') && restart !== 'no')
    .map(([name]) => name);
  const [questline] = prometheus.scrape_configs;
  const [{ names, port }] = questline.dns_sd_configs;
  expect([...names].sort()).toEqual(processes.sort());
  expect(port).toBe(3000);
  expect(readText('packages/http/src/health.ts')).toContain(`'/metrics'`);
});

test('what Grafana and Prometheus load is mounted where they look', () => {
  for (const name of ['prometheus', 'grafana']) {
    for (const volume of compose.services[name].volumes) {
      const [from] = volume.split(':');
      if (from.startsWith('.')) expect(isInProject(`deploy/compose/${from}`)).toBe(true);
    }
  }
  const { datasources } = readYaml(
    'deploy/observability/grafana/provisioning/datasources/questline.yaml',
  );
  for (const { url } of datasources) expect(new URL(url).hostname in compose.services).toBe(true);
  const uids = datasources.map(({ uid }: Document) => uid);
  for (const { datasource } of dashboard.panels) expect(uids).toContain(datasource.uid);
});

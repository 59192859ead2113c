import { backends, type ServiceName, servicePrefixes } from '@questline/contracts/gateway';
import { userPartitions } from '@questline/contracts/subscriptions';
import { findDevelopmentSecrets } from '@questline/lifecycle/development-secrets';
import { listenSettings } from '@questline/lifecycle/settings';
import { describe, expect, test } from 'vitest';
import { findTypeFaults, type TypedValue } from './check-types.ts';
import {
  type Document,
  exactImage,
  findBadSettings,
  isInProject,
  processFiles,
  readText,
  readYaml,
  settingsOf,
} from './project.ts';
import { renderOverlay, renderOverlayWith } from './render-overlay.ts';

const overlays = {
  local: renderOverlay('local'),
  production: renderOverlay('production'),
  'production with retention': renderOverlayWith('production', 'retention'),
};
const { local, production } = overlays;

/** The packages with the types of a group's kinds; groups of Kubernetes itself have the first. */
const typePackages: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'keda.sh': '@kubernetes-models/keda',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
  'traefik.io': '@kubernetes-models/traefik',
};

const toTypedValue = (object: Document): TypedValue => {
  const { apiVersion, kind, metadata } = object;
  const what = `${kind} ${metadata.name}`;
  if (kind === 'RabbitmqCluster') {
    return { what, value: object, type: kind, from: './rabbitmq-cluster.ts' };
  }
  const [group = ''] = apiVersion.split('/');
  const from = `${typePackages[group] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
  return { what, value: object, type: `I${kind}`, from };
};

test('every object has the published shape of its kind', { timeout: 60_000 }, () => {
  const all = new Map(
    Object.values(overlays)
      .flat()
      .map((object): [string, Document] => [JSON.stringify(object), object]),
  );
  expect(findTypeFaults([...all.values()].map(toTypedValue))).toEqual([]);
});

test('a misspelt and a missing field are found', { timeout: 60_000 }, () => {
  const [deployment] = local
    .filter(({ kind }) => kind === 'Deployment')
    .map((o) => structuredClone(o));
  deployment.spec.template.spec.containers[0].livenessProb = {};
  delete deployment.spec.selector;
  const faults = findTypeFaults([toTypedValue(deployment)]).join();
  expect(faults).toContain('livenessProb');
});

/** A value such as the secret of a setting holds, other for every setting. */
const secretFor = (setting: string): string => {
  if (setting === 'DATABASE_URL') return 'postgres://a:b@c/d';
  if (setting === 'PUBLIC_URL' || setting === 'ALLOWED_ORIGINS') return 'https://quests.example';
  if (setting === 'SCALER_RABBITMQ_URL') return 'http://scaler:b@c';
  if (setting.endsWith('RABBITMQ_URL')) return `amqp://${setting}:b@c`;
  return 'a-secret-of-some-length';
};

/** Run by whoever adds the component that has them. */
const optional = ['services/processing/src/processes/retention.ts'];

describe.each(Object.entries(overlays))('%s', (name, objects) => {
  const ofKind = (...kinds: string[]) => objects.filter(({ kind }) => kinds.includes(kind));
  const named = (kind: string, wanted: string) =>
    ofKind(kind).find(({ metadata }) => metadata.name === wanted);
  const jobs = ofKind('CronJob').map(({ kind, metadata, spec }) => ({
    ...spec.jobTemplate,
    kind,
    metadata,
  }));
  const workloads = [...ofKind('Deployment', 'Job', 'StatefulSet'), ...jobs];
  const processes = [...ofKind('Deployment', 'Job'), ...jobs].filter(
    ({ metadata }) => metadata.name !== 'web',
  );
  const isRun = (file: string) => !optional.includes(file) || name.endsWith(' with retention');
  const podOf = (workload: Document) => workload.spec.template.spec;
  const labelsOf = (workload: Document): Record<string, string> =>
    workload.spec.template.metadata.labels;
  const fits = (
    labels: Record<string, string>,
    { matchLabels = {}, matchExpressions = [] }: Document,
  ) =>
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(
      ({ key, operator, values }: Document) =>
        operator === 'In' && values.includes(labels[key] ?? ''),
    );

  test('every process runs once, with the settings it reads', async () => {
    const files = processes.map((workload) => podOf(workload).containers[0].args[0]);
    expect(files.sort()).toEqual(processFiles.filter(isRun).sort());
    for (const workload of processes) {
      const [{ args, env, envFrom }] = podOf(workload).containers;
      const shared = envFrom.map(({ configMapRef }: Document) =>
        Object.entries(named('ConfigMap', configMapRef.name).data),
      );
      const schema = await settingsOf(args[0]);
      const known = shared.flat().filter(([key]: [string]) => key in schema.shape);
      const own = env.map(({ name: key, value }: Document) => [key, value ?? secretFor(key)]);
      const given = { ...Object.fromEntries(known), ...Object.fromEntries(own) };
      expect([workload.metadata.name, await findBadSettings(args[0], given)]).toEqual([
        workload.metadata.name,
        [],
      ]);
    }
  });

  test('every setting of the config map is read by some process', async () => {
    const schemas = await Promise.all(processFiles.map(settingsOf));
    const known = new Set(schemas.flatMap(({ shape }) => Object.keys(shape)));
    const [config] = ofKind('ConfigMap').filter(({ data }) => 'LOG_LEVEL' in data);
    for (const key of Object.keys(config.data)) expect([key, known.has(key)]).toEqual([key, true]);
  });

  test('probes ask addresses that answer, on ports that are open', () => {
    const port = listenSettings.PORT.parse(undefined);
    for (const workload of ofKind('Deployment')) {
      const [container] = podOf(workload).containers;
      const isWeb = workload.metadata.name === 'web';
      expect(container.ports).toEqual([{ name: 'http', containerPort: isWeb ? 8080 : port }]);
      const answers = readText(isWeb ? 'deploy/docker/nginx.conf' : 'packages/http/src/health.ts');
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
        const { path, port: asked } = container[probe].httpGet;
        expect(asked).toBe('http');
        expect(answers).toContain(path);
      }
      if (!isWeb) expect(container.livenessProbe.httpGet.path).toBe('/health/live');
      if (!isWeb) expect(container.readinessProbe.httpGet.path).toBe('/health/ready');
    }
  });

  test('every pod keeps to the restricted standard and has limits', () => {
    expect(named('Namespace', 'questline').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    for (const workload of workloads) {
      const pod = podOf(workload);
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.securityContext.runAsUser).toBeGreaterThan(0);
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const { securityContext, resources } of pod.containers) {
        expect(securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        });
        if (workload.kind !== 'StatefulSet') {
          expect(securityContext.readOnlyRootFilesystem).toBe(true);
        }
        expect(resources.requests).toMatchObject({ cpu: expect.anything() });
        expect(resources.limits).toMatchObject({ memory: expect.anything() });
      }
    }
  });

  test('who is scaled by something names no number of replicas, and the others name one', () => {
    const scalers = ofKind('HorizontalPodAutoscaler', 'ScaledObject');
    const scaled = scalers.map(({ spec }) => spec.scaleTargetRef.name);
    expect(new Set(scaled).size).toBe(scaled.length);
    for (const { metadata, spec } of ofKind('Deployment')) {
      const isScaled = scaled.includes(metadata.name);
      expect([metadata.name, spec.replicas]).toEqual([metadata.name, isScaled ? undefined : 2]);
    }
    for (const target of scaled) expect(named('Deployment', target)).toBeDefined();
    const { spec } = scalers.find(({ metadata }) => metadata.name === 'processing-consumer');
    expect(spec.maxReplicas ?? spec.maxReplicaCount).toBe(userPartitions);
  });

  test('every deployment has a disruption budget and every selector selects', () => {
    const budgets = ofKind('PodDisruptionBudget').map(({ spec }) => spec.selector);
    for (const deployment of ofKind('Deployment')) {
      const own = budgets.filter((selector) => fits(labelsOf(deployment), selector));
      expect([deployment.metadata.name, own.length]).toEqual([deployment.metadata.name, 1]);
    }
    // Operators make pods of their own, with the labels that their resources hand on.
    const stores = ofKind('Cluster', 'RabbitmqCluster').map(
      ({ metadata, spec }) => spec.inheritedMetadata?.labels ?? metadata.labels,
    );
    const pods: Record<string, string>[] = [...workloads.map(labelsOf), ...stores];
    for (const { metadata, spec } of ofKind('NetworkPolicy')) {
      const peers = [...(spec.ingress ?? []), ...(spec.egress ?? [])].flatMap(
        ({ from = [], to = [] }: Document) => [...from, ...to],
      );
      const selectors = [spec.podSelector, ...peers.map(({ podSelector }) => podSelector ?? {})];
      for (const selector of selectors) {
        const selected = pods.filter((labels) => fits(labels, selector));
        expect([metadata.name, selected.length > 0]).toEqual([metadata.name, true]);
      }
    }
    for (const { metadata, spec } of ofKind('Service')) {
      const selected = pods.filter((labels) => fits(labels, { matchLabels: spec.selector }));
      expect([metadata.name, selected.length]).toEqual([metadata.name, 1]);
    }
  });

  test('nothing is reached that no policy names', () => {
    const deny = named('NetworkPolicy', 'default-deny').spec;
    expect(deny).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const [database, broker] = ['database-from-processes', 'broker-from-processes'].map(
      (policy) => named('NetworkPolicy', policy).spec.ingress,
    );
    for (const ingress of [database, broker]) {
      for (const workload of ofKind('Deployment')) {
        const reaches = ingress[0].from.some(({ podSelector }: Document) =>
          fits(labelsOf(workload), podSelector),
        );
        expect([workload.metadata.name, reaches]).toEqual([
          workload.metadata.name,
          workload.metadata.name !== 'web',
        ]);
      }
    }
  });

  test('routes lead where the table of the gateway says', () => {
    for (const [service, prefixes] of Object.entries(servicePrefixes)) {
      const { rules } = named('HTTPRoute', service).spec;
      const paths = prefixes.map((value) => ({ path: { type: 'PathPrefix', value } }));
      const { reads, writes } = backends[service as ServiceName];
      const last = rules.at(-1);
      expect(last.matches).toEqual(paths);
      const isReads = (rule: Document) => rule.matches[0].method === 'GET';
      const apart = rules.filter(isReads);
      expect(apart.map(({ matches }: Document) => matches)).toEqual(
        reads === writes
          ? []
          : [['GET', 'HEAD'].flatMap((method) => paths.map((path) => ({ method, ...path })))],
      );
      for (const rule of rules) {
        const { backendRefs, matches } = rule;
        const backend = isReads(rule) ? reads : writes;
        expect(backendRefs).toEqual([{ name: backend, port: 3000 }]);
        expect(named('Service', backend).spec.ports[0].port).toBe(3000);
        // The API takes at most 64 matches in a rule.
        expect(matches.length).toBeLessThanOrEqual(64);
      }
    }
    const stream = named('HTTPRoute', 'processing').spec.rules.find(
      ({ matches }: Document) => matches[0].path.value === '/api/v1/notifications/stream',
    );
    expect(stream.filters).toBeUndefined();
    expect(named('Gateway', 'questline')).toBeDefined();
  });

  test('limits are those of the gateway of compose', () => {
    const { middlewares } = readYaml('deploy/traefik/dynamic/middlewares.yaml').http;
    for (const { metadata, spec } of ofKind('Middleware')) {
      expect([metadata.name, spec]).toEqual([metadata.name, middlewares[metadata.name]]);
    }
    for (const { spec } of ofKind('HTTPRoute')) {
      for (const { filters = [] } of spec.rules) {
        for (const { extensionRef } of filters) {
          if (extensionRef) expect(named('Middleware', extensionRef.name)).toBeDefined();
        }
      }
    }
  });

  test('images have an exact version', () => {
    for (const workload of workloads) {
      for (const { image } of podOf(workload).containers) expect(image).toMatch(exactImage);
    }
    const [overlay] = name.split(' ');
    expect(isInProject(`deploy/kubernetes/overlays/${overlay}/kustomization.yaml`)).toBe(true);
  });
});

describe('retention', () => {
  const objects = overlays['production with retention'];
  const named = (kind: string, wanted: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === wanted);
  const cronJob = named('CronJob', 'processing-retention');
  const pod = cronJob?.spec.jobTemplate.spec.template;

  test('one run at a time archives to a volume that outlives it', () => {
    expect(cronJob.spec.concurrencyPolicy).toBe('Forbid');
    const [{ env, volumeMounts }] = pod.spec.containers;
    const { value: directory } = env.find(({ name }: Document) => name === 'EVENT_ARCHIVE_DIR');
    const { name } = volumeMounts.find(({ mountPath }: Document) => mountPath === directory);
    const volume = pod.spec.volumes.find((each: Document) => each.name === name);
    const { claimName } = volume.persistentVolumeClaim;
    expect(named('PersistentVolumeClaim', claimName)).toBeDefined();
    expect(pod.spec.securityContext.fsGroup).toBe(pod.spec.securityContext.runAsGroup);
  });

  test('the consumers, which have no archive, leave it alone', () => {
    const configs = objects.filter(({ kind }) => kind === 'ConfigMap');
    for (const { data } of configs)
      expect(Object.keys(data)).not.toContain('EVENT_RETENTION_MONTHS');
  });

  test('it reaches its database', () => {
    const component = pod.metadata.labels['app.kubernetes.io/component'];
    const selector = { matchLabels: { 'app.kubernetes.io/component': component } };
    const { podSelector, egress } = named('NetworkPolicy', 'retention-to-database').spec;
    const { podSelector: database, ingress } = named(
      'NetworkPolicy',
      'database-from-retention',
    ).spec;
    expect(podSelector).toEqual(selector);
    expect(egress[0].to).toEqual([{ podSelector: database }]);
    expect(ingress[0].from).toEqual([{ podSelector: selector }]);
  });
});

test('local holds every secret that is referred to, and production none', () => {
  expect(production.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  const secrets = local.filter(({ kind }) => kind === 'Secret');
  for (const workload of local.filter(({ spec }) => spec?.template?.spec?.containers)) {
    for (const { env = [], envFrom = [] } of workload.spec.template.spec.containers) {
      for (const { valueFrom } of env) {
        if (!valueFrom) continue;
        const { name, key, optional } = valueFrom.secretKeyRef;
        if (optional) continue;
        const found = secrets.find(({ metadata }) => metadata.name === name);
        expect([name, key, Object.keys(found?.data ?? {}).includes(key)]).toEqual([
          name,
          key,
          true,
        ]);
      }
      for (const { secretRef } of envFrom) {
        if (!secretRef) continue;
        expect(secrets.map(({ metadata }) => metadata.name)).toContain(secretRef.name);
      }
    }
  }
});

test('what local holds is refused in production', async () => {
  const secrets = local.filter(({ kind }) => kind === 'Secret');
  const find = (prefix: string) =>
    secrets.find(({ metadata }) => metadata.name.startsWith(prefix))?.data;
  const text = (encoded: string) => Buffer.from(encoded, 'base64').toString();
  const schema = await settingsOf('services/processing/src/processes/http.ts');
  const given = {
    DATABASE_URL: text(find('processing-database-app').uri),
    RABBITMQ_URL: text(find('broker-users').processing),
    INTERNAL_TOKEN: text(find('questline')['internal-token']),
  };
  expect([...findDevelopmentSecrets(schema, given).keys()].sort()).toEqual(
    Object.keys(given).sort(),
  );
});

test('production names the secrets that its operators make', () => {
  const made = production
    .filter(({ kind }) => kind === 'Cluster' || kind === 'RabbitmqCluster')
    .map(({ kind, metadata }) => `${metadata.name}-${kind === 'Cluster' ? 'app' : 'default-user'}`);
  const wanted = production
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
    .flatMap(({ spec }) => spec.template.spec.containers[0].env ?? [])
    .flatMap(({ valueFrom }: Document) => valueFrom?.secretKeyRef.name ?? []);
  expect([...new Set(wanted)].sort()).toEqual([...made, 'broker-users', 'questline'].sort());
});

test('the hashes of a pod fit into half its memory, on a node of any size', () => {
  const hashMib = 19;
  for (const { metadata, spec } of [...local, ...production]) {
    if (metadata.name !== 'auth-http' || !spec.template) continue;
    const [{ env, resources }] = spec.template.spec.containers;
    const { value } = env.find(({ name }: Document) => name === 'PASSWORD_HASHES_MAX');
    expect(Number(value) * hashMib).toBeLessThan(Number.parseInt(resources.limits.memory, 10) / 2);
  }
});

import { expect, test } from 'vitest';
import type { Document } from './project.ts';
import { renderOverlay } from './render-overlay.ts';

const overlays = { local: renderOverlay('local'), production: renderOverlay('production') };
const { production } = overlays;

test.each(Object.entries(overlays))(
  '%s gives each process the user of its service',
  (_name, objects) => {
    const keys = objects
      .filter(({ kind }) => kind === 'Deployment')
      .flatMap(({ metadata, spec }) =>
        (spec.template.spec.containers[0].env ?? [])
          .filter(({ name }: Document) => name === 'RABBITMQ_URL')
          .map(({ valueFrom }: Document) => [metadata.name, valueFrom.secretKeyRef]),
      );
    expect(keys.length).toBeGreaterThan(0);
    for (const [name, reference] of keys) {
      // A secret that kustomize makes has a hash behind its name.
      expect([name, reference.name]).toEqual([name, expect.stringMatching(/^broker-users(-|$)/)]);
      expect([name, reference.key]).toEqual([name, name.split('-')[0]]);
    }
  },
);

test('whatever counts the messages that wait has a user that may do nothing else', () => {
  const find = (kind: string, name: string) =>
    production.find((object) => object.kind === kind && object.metadata.name === name);
  const scaler = { name: 'broker-users', key: 'scaler' };
  expect(find('TriggerAuthentication', 'broker').spec.secretTargetRef).toEqual([
    { parameter: 'host', ...scaler },
  ]);
  const { env } = find('Job', 'broker-setup').spec.template.spec.containers[0];
  expect(env).toContainEqual({ name: 'SCALER_RABBITMQ_URL', valueFrom: { secretKeyRef: scaler } });
});

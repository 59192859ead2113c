import { expect, test } from 'vitest';
import { findTypeFaults, type TypedValue } from './check-types.ts';
import type { Document } from './project.ts';
import { renderOverlay } from './render-overlay.ts';

const ofGatewayApi = ({ apiVersion }: Document) => apiVersion.startsWith('gateway.');
const toStandardValue = (object: Document): TypedValue => ({
  what: `${object.kind} ${object.metadata.name}`,
  value: object,
  type: object.kind,
  from: './gateway-api-standard.ts',
});

test('routes and gateways keep to the standard definitions 1.3', { timeout: 60_000 }, () => {
  const objects = ['local', 'production'].flatMap(renderOverlay).filter(ofGatewayApi);
  expect(objects.length).toBeGreaterThan(0);
  expect(findTypeFaults(objects.map(toStandardValue))).toEqual([]);

  const [route] = objects.filter(({ kind }) => kind === 'HTTPRoute').map((o) => structuredClone(o));
  route.spec.rules[0].name = 'first';
  expect(findTypeFaults([toStandardValue(route)]).join()).toContain('"name"');
});

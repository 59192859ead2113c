import type { ApiKeyCaller } from '@questline/http/api-key-check';
import { describe, expect, it } from 'vitest';
import { toSender } from './sender.ts';

const key = (change: Partial<ApiKeyCaller> = {}): ApiKeyCaller => ({
  kind: 'api-key',
  key_id: 'k1',
  scopes: ['events:write'],
  event_types: null,
  source: 'shop',
  ...change,
});
const event = (change: object = {}) => ({ type: 'Purchase', source: 'shop', ...change });

describe('an API key that sends events', () => {
  it('sends under its own source', () => {
    const sender = toSender(key());
    expect(sender.source).toBe('shop');
    expect(sender.refusalOf(event())).toBeUndefined();
  });

  it('sends under no other', () => {
    expect(toSender(key()).refusalOf(event({ source: 'game' }))).toMatch('own source');
  });

  it('of an earlier release has the source app, and any for CloudEvents', () => {
    const sender = toSender(key({ source: null }));
    expect(sender.source).toBe('app');
    expect(sender.refusalOf(event({ source: '/orders' }))).toBeUndefined();
  });

  it.each(['UserSignIn', 'NewUserSignIn'])('sends no %s without sign-ins:write', (type) => {
    expect(toSender(key()).refusalOf(event({ type }))).toMatch('sign-ins:write');
    const scopes = ['sign-ins:write'] as const;
    expect(toSender(key({ scopes })).refusalOf(event({ type }))).toBeUndefined();
  });

  it('sends sign-ins only with only sign-ins:write', () => {
    expect(toSender(key({ scopes: ['sign-ins:write'] })).refusalOf(event())).toMatch(
      'events:write',
    );
  });

  it('is bound to its event types', () => {
    const sender = toSender(key({ event_types: ['Refund'] }));
    expect(sender.refusalOf(event())).toMatch('this type');
    expect(sender.refusalOf(event({ type: 'Refund' }))).toBeUndefined();
  });
});

describe('an Idempotency-Key', () => {
  it('makes other ids for each sender', () => {
    const user = { kind: 'user', user_id: 'u1' } as Parameters<typeof toSender>[0];
    const prefixes = [key(), key({ key_id: 'k2' }), user].map((each) => toSender(each).idPrefix);
    expect(new Set(prefixes).size).toBe(3);
  });

  it('makes the ids that an earlier release made, for a key made by it', () => {
    expect(toSender(key({ source: null })).idPrefix).toBe('');
  });
});

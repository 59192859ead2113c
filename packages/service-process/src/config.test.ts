import { expect, it } from 'vitest';
import { brokerSetupSettings } from './config.ts';

const given = {
  RABBITMQ_URL: 'amqp://questline:p0@broker:5672',
  RABBITMQ_MANAGEMENT_URL: 'http://broker:15672',
  AUTH_RABBITMQ_URL: 'amqp://auth:p1@broker:5672',
  CATALOG_RABBITMQ_URL: 'amqp://catalog:p2@broker:5672',
  PROCESSING_RABBITMQ_URL: 'amqp://processing:p3@broker:5672',
};
const problemsWith = (changes: Record<string, string>) =>
  brokerSetupSettings
    .safeParse({ ...given, ...changes })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

it('takes an administrator and a user for each service', () => {
  expect(problemsWith({})).toBeUndefined();
  expect(problemsWith({ SCALER_RABBITMQ_URL: 'http://scaler:p4@broker:15672' })).toBeUndefined();
});

it('refuses one user for two, whose permissions would be those of the last', () => {
  const shared = ['RABBITMQ_URL: the administrator and every service need users of their own'];
  expect(problemsWith({ AUTH_RABBITMQ_URL: given.RABBITMQ_URL })).toEqual(shared);
  expect(problemsWith({ SCALER_RABBITMQ_URL: 'http://auth:p1@broker:15672' })).toEqual(shared);
});

it('refuses an address without a user or a password', () => {
  const missing = ['AUTH_RABBITMQ_URL: must name a user and a password'];
  expect(problemsWith({ AUTH_RABBITMQ_URL: 'amqp://broker:5672' })).toEqual(missing);
  expect(problemsWith({ AUTH_RABBITMQ_URL: 'amqp://auth@broker:5672' })).toEqual(missing);
});

import { StartError } from '@questline/lifecycle/config';
import { expect, test } from 'vitest';
import { readHttpConfig, readProcessConfig } from './config.ts';

const complete = {
  CATALOG_DATABASE_URL: 'postgres://catalog@db/catalog',
  AUTH_JWKS_URL: 'http://auth:8000/.well-known/jwks.json',
  INTERNAL_TOKEN: 'sixteen letters!',
};

test('what has a default may be left out or empty', () => {
  expect(readHttpConfig({ ...complete, PORT: '' })).toEqual({
    ...complete,
    DATABASE_POOL_SIZE_MAX: 10,
    LOG_LEVEL: 'info',
    HOST: '0.0.0.0',
    PORT: 8000,
    TRUST_PROXY: false,
  });
});

test('a process without HTTP needs neither keys nor the internal token', () => {
  const { CATALOG_DATABASE_URL } = complete;
  expect(readProcessConfig({ CATALOG_DATABASE_URL })).toMatchObject({ CATALOG_DATABASE_URL });
});

test('every bad setting is named at once, and no value', () => {
  const bad = {
    CATALOG_DATABASE_URL: 'mysql://x',
    INTERNAL_TOKEN: 'short',
    TRUST_PROXY: 'perhaps',
  };
  const read = () => readHttpConfig(bad);
  expect(read).toThrow(StartError);
  for (const name of ['CATALOG_DATABASE_URL', 'AUTH_JWKS_URL', 'INTERNAL_TOKEN', 'TRUST_PROXY']) {
    expect(read).toThrow(name);
  }
  expect(read).not.toThrow(/mysql|short|perhaps/);
});

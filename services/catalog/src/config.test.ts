import { parseConfig, StartError } from '@questline/lifecycle/config';
import { expect, test } from 'vitest';
import {
  catalogCommandsSettings,
  catalogMigrateSettings,
  catalogQueriesSettings,
} from './config.ts';

const complete = {
  DATABASE_URL: 'postgres://catalog@db/catalog',
  AUTH_JWKS_URL: 'http://auth:3000/.well-known/jwks.json',
  AUTH_URL: 'http://auth:3000',
  INTERNAL_TOKEN: 'sixteen letters!',
};

test('what has a default may be left out or empty', () => {
  expect(parseConfig(catalogQueriesSettings, { ...complete, PORT: '' })).toMatchObject({
    ...complete,
    DATABASE_POOL_SIZE_MAX: 10,
    LOG_LEVEL: 'info',
    HOST: '0.0.0.0',
    PORT: 3000,
    TRUST_PROXY: false,
  });
});

test('commands are given where the queries and processing are', () => {
  expect(() => parseConfig(catalogCommandsSettings, complete)).toThrow('CATALOG_QUERIES_URL');
  const CATALOG_QUERIES_URL = 'http://catalog-queries:3000';
  const PROCESSING_URL = 'http://processing-http:3000';
  const given = { ...complete, CATALOG_QUERIES_URL, PROCESSING_URL };
  expect(parseConfig(catalogCommandsSettings, given)).toMatchObject({
    CATALOG_QUERIES_URL,
    PROCESSING_URL,
  });
});

test('a process without HTTP needs neither keys nor the internal token', () => {
  const { DATABASE_URL } = complete;
  expect(parseConfig(catalogMigrateSettings, { DATABASE_URL })).toMatchObject({ DATABASE_URL });
});

test('every bad setting is named at once, and no value', () => {
  const bad = { DATABASE_URL: 'mysql://x', INTERNAL_TOKEN: 'short', TRUST_PROXY: 'perhaps' };
  const parse = () => parseConfig(catalogQueriesSettings, bad);
  expect(parse).toThrow(StartError);
  for (const name of ['DATABASE_URL', 'AUTH_JWKS_URL', 'INTERNAL_TOKEN', 'TRUST_PROXY']) {
    expect(parse).toThrow(name);
  }
  expect(parse).not.toThrow(/mysql|short|perhaps/);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig, StartError } from './config.ts';
import { brokerSettings, listenSettings, processSettings } from './settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'questline-settings-'));
afterAll(() => rmSync(dir, { recursive: true }));
const fileOf = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

const schema = z.object({
  ...processSettings,
  ...listenSettings,
  ...brokerSettings,
  API_TOKEN: z.string().min(16),
  FIRST_PASSWORD: z.string().default('password'),
});
const complete = {
  DATABASE_URL: 'postgres://app:Xk2jd8sh@db/app',
  RABBITMQ_URL: 'amqp://app:Xk2jd8sh@broker:5672/app',
  API_TOKEN: 'Xk2jd8shXk2jd8sh',
};

const problemsOf = (environment: Record<string, string>): string => {
  try {
    parseConfig(schema, environment);
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    return (error as StartError).message;
  }
  return '';
};

describe('parseConfig', () => {
  it('fills in defaults, and takes an empty variable for none', () => {
    expect(parseConfig(schema, { ...complete, PORT: '', HOST: '' })).toMatchObject({
      ...complete,
      DATABASE_POOL_SIZE_MAX: 10,
      LOG_LEVEL: 'info',
      OTEL_TRACES_SAMPLER_ARG: 1,
      HOST: '0.0.0.0',
      PORT: 3000,
      FIRST_PASSWORD: 'password',
    });
  });

  it('lists all problems in one line that names settings and shows no value', () => {
    const message = problemsOf({
      DATABASE_URL: 'mysql://app:hidden@db/app',
      API_TOKEN: 'hidden',
      LOG_LEVEL: 'hidden',
      PORT: '70000',
    });
    for (const name of ['DATABASE_URL', 'RABBITMQ_URL', 'API_TOKEN', 'LOG_LEVEL', 'PORT']) {
      expect(message).toContain(`${name}: `);
    }
    expect(message).not.toMatch(/hidden|mysql|\n/);
  });
});

describe('a setting from a file', () => {
  it('is what the file holds without the line break at its end', () => {
    const { API_TOKEN: token, ...rest } = complete;
    const path = fileOf('token', `${token}\r\n`);
    expect(parseConfig(schema, { ...rest, API_TOKEN_FILE: path }).API_TOKEN).toBe(token);
  });

  it('is refused next to the variable', () => {
    const path = fileOf('both', 'hidden-hidden-hidden');
    const message = problemsOf({ ...complete, API_TOKEN_FILE: path });
    expect(message).toBe('bad settings: API_TOKEN: give either it or API_TOKEN_FILE, not both');
  });

  it('is named once when the file is missing, empty or holds something bad', () => {
    const { API_TOKEN: _, ...rest } = complete;
    const messageFor = (path: string) => problemsOf({ ...rest, API_TOKEN_FILE: path });
    expect(messageFor(join(dir, 'none'))).toBe(
      'bad settings: API_TOKEN: API_TOKEN_FILE: the file cannot be read (ENOENT)',
    );
    expect(messageFor(dir)).toContain('EISDIR');
    expect(messageFor(fileOf('empty', '\n'))).toContain('the file is empty');
    expect(messageFor(fileOf('short', 'hidden'))).toContain('API_TOKEN: ');
    expect(messageFor(fileOf('short', 'hidden'))).not.toContain('hidden');
  });
});

describe('in production', () => {
  const production = { ...complete, NODE_ENV: 'production', FIRST_PASSWORD: 'Xk2jd8sh' };

  it('secrets of one’s own are taken', () => {
    expect(problemsOf(production)).toBe('');
    // Peer and trust authentication have no password.
    expect(problemsOf({ ...production, DATABASE_URL: 'postgres://app@db/app' })).toBe('');
  });

  it('defaults and well-known secrets are refused, all at once', () => {
    const { FIRST_PASSWORD: _, ...rest } = production;
    const message = problemsOf({
      ...rest,
      DATABASE_URL: 'postgres://postgres:postgres@db/app',
      RABBITMQ_URL: 'amqp://guest:guest@broker',
      API_TOKEN: 'development-only-token',
      PORT: 'no port',
    });
    for (const name of ['DATABASE_URL', 'RABBITMQ_URL', 'API_TOKEN', 'FIRST_PASSWORD', 'PORT']) {
      expect(message).toContain(`${name}: `);
    }
    expect(message).not.toMatch(/guest|development-only/);
  });

  it('a password that equals its user is refused, whatever it is', () => {
    const url = 'amqp://zebra:zebra@broker';
    expect(problemsOf({ ...production, RABBITMQ_URL: url })).toContain('RABBITMQ_URL: ');
  });

  it('a well-known secret in a file is refused too', () => {
    const { API_TOKEN: _, ...rest } = production;
    const path = fileOf('known', 'changeme-changeme');
    expect(problemsOf({ ...rest, API_TOKEN_FILE: path })).toContain('API_TOKEN: ');
  });
});

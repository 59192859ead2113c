import type { ApiDocument, Parameter, Response } from '@questline/http/openapi/document';
import { operationsOf } from '@questline/http/openapi/shape-document';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiInfo, apiTags } from './api-info.ts';
import { describeServices } from './describe-services.ts';
import { joinDocuments } from './join-documents.ts';

let document: ApiDocument;
let operations: ReturnType<typeof operationsOf>;

beforeAll(async () => {
  document = joinDocuments(await describeServices(), { info: apiInfo, tags: apiTags });
  operations = operationsOf(document);
});

const resolve = (response: Response | { $ref: string } | undefined) =>
  response && '$ref' in response
    ? document.components.responses?.[response.$ref.split('/').at(-1) ?? '']
    : response;

const statusesOf = (responses: object) => Object.keys(responses).map(Number);

describe('the API document', () => {
  it('is OpenAPI 3.1 with a server, and tags that operations use', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/' }] });
    const used = new Set(operations.flatMap(({ operation }) => operation.tags));
    expect([...used].sort()).toEqual(apiTags.map(({ name }) => name).sort());
  });

  it('names each operation once, in words', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
    for (const { operation } of operations) {
      expect(operation).toMatchObject({
        summary: expect.stringMatching(/./),
        description: expect.stringMatching(/./),
        security: expect.any(Array),
      });
    }
  });

  it('writes paths without a slash at their end', () => {
    expect(Object.keys(document.paths).filter((path) => path.endsWith('/'))).toEqual([]);
  });

  it('describes what is refused before an operation looks at its request', () => {
    for (const { method, operation } of operations) {
      const statuses = statusesOf(operation.responses);
      expect(statuses).toEqual(expect.arrayContaining([421, 422, 503]));
      if (operation.security.length > 0)
        expect(statuses).toEqual(expect.arrayContaining([400, 401]));
      if (operation.security.length > 0 && method !== 'get') expect(statuses).toContain(403);
      if (operation.requestBody) expect(statuses).toEqual(expect.arrayContaining([400, 413, 415]));
    }
  });

  it('describes an answer for success, without content where there is none', () => {
    for (const { operation } of operations) {
      const successes = statusesOf(operation.responses).filter((status) => status < 300);
      expect([operation.operationId, successes.length > 0]).toEqual([operation.operationId, true]);
      for (const status of ['204', '304']) {
        expect(resolve(operation.responses[status])?.content).toBeUndefined();
      }
    }
  });

  it('describes the headers of answers', () => {
    for (const { operation } of operations) {
      for (const [status, response] of Object.entries(operation.responses)) {
        const names = Object.keys(resolve(response)?.headers ?? {});
        expect(names).toContain('X-Request-Id');
        if (status === '429' || status === '503') expect(names).toContain('Retry-After');
        if (status === '401') expect(names).toContain('WWW-Authenticate');
      }
    }
  });

  it('asks for a body only where one is needed', () => {
    const optional = operations.filter(
      ({ operation }) => operation.requestBody?.required === false,
    );
    expect(optional.map(({ operation }) => operation.operationId)).toEqual(
      expect.arrayContaining(['publishQuest', 'deleteQuest', 'retireReward']),
    );
  });

  it('has each schema once, and none that nothing names', () => {
    const schemas = Object.entries(document.components.schemas);
    expect(schemas.map(([name]) => name).filter((name) => name.endsWith('Input'))).toEqual([]);
    const text = JSON.stringify(document);
    for (const [name] of schemas) expect(text).toContain(`"#/components/schemas/${name}"`);
    const shapes = schemas.map(([, schema]) => JSON.stringify(schema));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it('leaves answers open for what later releases add, problems too', () => {
    const { Problem, QuestPublic, Notification } = document.components.schemas;
    for (const schema of [Problem, QuestPublic, Notification]) {
      expect(schema).not.toHaveProperty('additionalProperties');
    }
  });

  it('names no two parameters of an operation alike but for case and punctuation', () => {
    for (const { operation } of operations) {
      const inline = (operation.parameters ?? []).filter(
        (each): each is Parameter => 'name' in each,
      );
      const names = inline.map(({ name }) => name.replaceAll(/[-_]/g, '').toLowerCase());
      expect([operation.operationId, new Set(names).size]).toEqual([
        operation.operationId,
        names.length,
      ]);
    }
  });
});

import 'reflect-metadata';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { buildContract } from '../schema.ts';
import { openApiOf } from './openapi.ts';
import { OPERATIONS } from './operations.ts';

const schema = buildContract();
const document = JSON.parse(JSON.stringify(openApiOf(schema, '1.2.3'))) as {
  readonly paths: Record<string, Record<string, { operationId: string; description: string; parameters: { name: string; in: string }[] }>>;
  readonly components: { readonly schemas: Record<string, object> };
};
const at = (path: string, method: string) => document.paths[path]?.[method];

test('the document is OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(document);

  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' }, security: [{ bearer: [] }] });
});

test('has each stored operation once, described as the schema describes it', () => {
  const found = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));

  const signIn = ['/api/auth/login', '/api/auth/login/code', '/api/auth/logout', '/api/users/register'].map((path) => `post ${path}`);
  expect(found.sort()).toEqual([...OPERATIONS.map(({ method, path }) => `${method.toLowerCase()} ${path}`), ...signIn].sort());
  expect(new Set(ids).size).toBe(ids.length);
  expect(at('/api/cards/{id}/freeze', 'post')?.description).toBe('Binds the very next decision; the issuer is told afterwards.');
});

test('a command asks for its idempotency key in a header, its subject in the path and the rest in a closed body', () => {
  expect(at('/api/transactions/{id}/dispute', 'post')).toMatchObject({
    operationId: 'disputeTransaction',
    parameters: [
      { name: 'id', in: 'path', required: true },
      { name: 'Idempotency-Key', in: 'header', required: true },
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            required: ['reason', 'statement'],
            additionalProperties: false,
            properties: { reason: { $ref: '#/components/schemas/DisputeReason' }, amountMinor: { type: 'string' } },
          },
        },
      },
    },
    responses: { 201: {}, 422: { content: { 'application/problem+json': {} } } },
  });
});

test('a list is a page; what may be null says so', () => {
  expect(at('/api/transactions', 'get')).toMatchObject({
    parameters: expect.arrayContaining([
      expect.objectContaining({ name: 'status', in: 'query', required: false, schema: { type: 'array', items: expect.anything() } }),
      expect.objectContaining({ name: 'from', schema: { type: 'string', format: 'date-time' } }),
    ]),
    responses: {
      200: {
        content: {
          'application/json': {
            schema: {
              required: ['items', 'nextCursor', 'totalCount'],
              properties: {
                items: {
                  items: {
                    properties: {
                      amount: { type: 'object', required: ['minor', 'currency'] },
                      originalAmount: { type: ['object', 'null'] },
                      transactedAt: { type: 'string', format: 'date-time' },
                    },
                  },
                },
                nextCursor: { type: ['string', 'null'] },
              },
            },
          },
        },
      },
    },
  });
});

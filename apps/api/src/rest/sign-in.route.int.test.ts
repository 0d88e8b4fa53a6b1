import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bearerOf } from '../access/bearer.ts';
import type { Viewer } from '../access/viewer.ts';
import { serverOptions } from '../http/edge.ts';
import { InvitationService } from '../people/invitation.service.ts';
import { totpCode } from '../people/second-factor/totp.ts';
import { memberAs } from '../testing/feed-harness.ts';
import { createLog } from '../platform/log.ts';
import { openPeople, PASSWORD, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { startSignIn } from '../testing/sign-in-process.ts';
import { signInRoutes } from './sign-in.route.ts';

let harness: PeopleHarness;
let company: TestCompany;
let api: Awaited<ReturnType<typeof startSignIn>>;
let server: FastifyInstance;

beforeAll(async () => {
  harness = await openPeople();
  company = await harness.createCompany();
  api = await startSignIn(harness);
  server = fastify(serverOptions(createLog('silent')));
  await server.register(signInRoutes, {
    ...{ signIn: api.signIn, sessions: api.sessions, invitations: api.links },
    viewerOf: async ({ headers }) => {
      const token = bearerOf(headers.authorization);
      if (token === 'key') return { ...memberAs({ companyId: company.companyId, userId: company.adminId }), role: 'SERVICE' };
      return token === undefined ? null : api.sessions.authenticate(token);
    },
  });
});
afterAll(async () => {
  await server.close();
  await harness.close();
});

async function post(url: string, body?: object, authorization?: string) {
  const answer = await server.inject({
    method: 'POST',
    url,
    ...(body === undefined ? {} : { payload: body }),
    headers: authorization === undefined ? {} : { authorization },
  });
  const text = answer.body;
  return {
    status: answer.statusCode,
    cookies: answer.cookies,
    cache: answer.headers['cache-control'],
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
  };
}
const login = (but: object = {}) => post('/api/auth/login', { email: company.adminEmail, password: PASSWORD, app: 'admin', ...but });
const viewerOf = (answer: { body: Record<string, unknown> }): Promise<Viewer | null> =>
  api.sessions.authenticate(String(answer.body['accessToken']));

test('a program signs in for five minutes, without a cookie, and out again', async () => {
  const answer = await login();

  expect(answer).toMatchObject({ status: 200, cookies: [], cache: 'no-store', body: { accessToken: expect.any(String), expiresIn: 300 } });
  expect(Object.keys(answer.body)).toEqual(['accessToken', 'expiresIn']);
  expect(await viewerOf(answer)).toMatchObject({ userId: company.adminId, role: 'ADMIN' });

  const bearer = `Bearer ${String(answer.body['accessToken'])}`;
  expect(await post('/api/auth/logout', undefined, bearer)).toMatchObject({ status: 204 });
  expect(await viewerOf(answer)).toBeNull();
  expect(await post('/api/auth/logout', undefined, bearer)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
});

test('what is wrong is told as everywhere', async () => {
  expect(await login({ password: 'not it' })).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } });
  expect(await login({ email: 'nobody@nowhere.example' })).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } });
  expect(await login({ app: 'fridge' })).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT', field: 'app' } });
  expect(await login({ email: 12_345 })).toMatchObject({ status: 400, body: { field: 'email', detail: '"email" must be string.' } });
  expect(await login({ remember: true })).toMatchObject({
    ...{ status: 400, body: { field: 'remember', detail: 'There is no parameter "remember" here.' } },
  });
  expect(await post('/api/auth/login', { email: company.adminEmail })).toMatchObject({
    ...{ status: 400, body: { field: 'password', detail: '"password" is missing.' } },
  });
  expect(await post('/api/auth/login')).toMatchObject({ status: 400, body: { field: 'body', detail: 'The body is a JSON object.' } });
  expect(await post('/api/auth/logout')).toMatchObject({ status: 401 });
});

test('who has a second factor gives its code as well', async () => {
  const { email } = await company.addPerson('Vera', { role: 'ADMIN' });
  const viewer = (await viewerOf(await login({ email }))) as Viewer;
  const { secret } = await api.factor.begin(viewer, { idempotencyKey: randomUUID() });
  await api.factor.confirm(viewer, totpCode(secret, harness.clock.now()));
  harness.clock.advance(60_000);

  const asked = await login({ email });
  expect(asked).toMatchObject({ status: 200, body: { challenge: expect.any(String) } });
  expect(asked.body).not.toHaveProperty('accessToken');
  const { challenge } = asked.body;
  expect(await post('/api/auth/login/code', { challenge, code: '000000', app: 'admin' })).toMatchObject({
    status: 403,
    body: { code: 'WRONG_CODE' },
  });
  const code = totpCode(secret, harness.clock.now());
  expect(await viewerOf(await post('/api/auth/login/code', { challenge, code, app: 'admin' }))).toMatchObject({
    displayName: 'Vera Silva',
  });
});

test('an API key has no session to sign out of', async () => {
  expect(await post('/api/auth/logout', undefined, 'Bearer key')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
});

test('an invited person registers once with the token of the link', async () => {
  const ana = memberAs({ companyId: company.companyId, userId: company.adminId });
  const invited = { firstName: 'Nuno', lastName: 'Reis', email: 'nuno@of-rest.example', role: 'EMPLOYEE' } as const;
  const { invitationId } = await new InvitationService(harness.database, harness.sealer).invite(ana, {
    ...invited,
    idempotencyKey: randomUUID(),
  });
  const token = api.tokens.write('invitation', { id: invitationId, round: 1 });

  expect(await post('/api/users/register', { token, password: 'short' })).toMatchObject({ status: 400, body: { code: 'PASSWORD_LENGTH' } });
  const answer = await post('/api/users/register', { token, password: PASSWORD });
  expect(answer).toMatchObject({ status: 201, cookies: [] });
  expect(await viewerOf(answer)).toMatchObject({ displayName: 'Nuno Reis', role: 'EMPLOYEE' });
  expect(await post('/api/users/register', { token, password: PASSWORD })).toMatchObject({ status: 404, body: { code: 'LINK_OVER' } });
});

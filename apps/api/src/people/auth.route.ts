import fastifyCookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../platform/log.ts';
import { answerProblem } from '../platform/problem.ts';
import { app, Cookies, onlyOurPages } from './auth-cookies.ts';
import type { InvitationLinks } from './accept-invitation.ts';
import type { PasswordResets } from './password-reset.ts';
import type { App, Grant, Sessions } from './sign-in/sessions.ts';
import { SessionEndedError } from './sign-in/sign-in.errors.ts';
import type { Asked, Origin, SignedIn, SignIn } from './sign-in/sign-in.ts';
import type { StepUp } from './sign-in/step-up.ts';

export type AuthRouteOptions = {
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly stepUp: StepUp;
  readonly resets: PasswordResets;
  readonly invitations: InvitationLinks;
  readonly log: Log;
  /** Origin under which people reach the product. */
  readonly publicUrl: string;
  /** For each network address. 60 when left out. */
  readonly signInsPerMinute?: number;
  /** Asked for from each network address. 10 when left out. */
  readonly mailsPerMinute?: number;
};

const signInBody = {
  type: 'object',
  required: ['email', 'password', 'app'],
  properties: {
    email: { type: 'string', minLength: 3, maxLength: 320 },
    password: { type: 'string', minLength: 1, maxLength: 400 },
    app,
    companyId: { type: 'string', format: 'uuid' },
  },
} as const;
const secondFactorBody = {
  type: 'object',
  required: ['challenge', 'code', 'app'],
  properties: {
    challenge: { type: 'string', minLength: 1, maxLength: 2_000 },
    code: { type: 'string', minLength: 1, maxLength: 100 },
    app,
  },
} as const;
const stepUpBody = {
  type: 'object',
  required: ['proof'],
  properties: { proof: { type: 'string', minLength: 1, maxLength: 400 } },
} as const;
const token = { type: 'string', minLength: 1, maxLength: 200 } as const;
const newPassword = { type: 'string', minLength: 1, maxLength: 400 } as const;
const forgotBody = {
  type: 'object',
  required: ['email'],
  properties: { email: { type: 'string', minLength: 3, maxLength: 320 } },
} as const;
const resetBody = { type: 'object', required: ['token', 'password'], properties: { token, password: newPassword } } as const;
const invitationBody = { type: 'object', required: ['token'], properties: { token } } as const;
const joinBody = { type: 'object', required: ['token', 'password', 'app'], properties: { token, password: newPassword, app } } as const;
const appBody = { type: 'object', required: ['app'], properties: { app } } as const;

type SignInBody = { email: string; password: string; app: App; companyId?: string };
type SecondFactorBody = { challenge: string; code: string; app: App };
type StepUpBody = { proof: string };
type ResetBody = { token: string; password: string };
type JoinBody = ResetBody & { app: App };
type AppBody = { app: App };

/** `/auth/*`: the only setter of cookies. A plugin with its own parsers and error handler, to be registered once. */
export async function authRoutes(server: FastifyInstance, options: AuthRouteOptions): Promise<void> {
  const { signIn, sessions, stepUp, resets, invitations, publicUrl, log } = options;
  const cookies = new Cookies(publicUrl);
  await server.register(fastifyCookie);
  await server.register(rateLimit, { global: false });
  // A form of another site can send text/plain without asking first; JSON it cannot.
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler(answerProblem);
  server.addHook('onRequest', onlyOurPages(publicUrl));
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.header('cache-control', 'no-store');
    done();
  });
  const limited = (max: number) => ({ rateLimit: { max, timeWindow: 60_000 } });
  const bodyLimit = 4_096;

  server.post<{ Body: SignInBody }>(
    '/auth/sign-in',
    { schema: { body: signInBody }, bodyLimit, config: limited(options.signInsPerMinute ?? 60) },
    async (request, reply) => {
      const done = await signIn.signIn({ ...request.body, ...originOf(request, cookies, request.body.app) });
      return entered(reply, cookies, request.body.app, done);
    },
  );

  server.post<{ Body: SecondFactorBody }>(
    '/auth/second-factor',
    { schema: { body: secondFactorBody }, bodyLimit, config: limited(options.signInsPerMinute ?? 60) },
    async (request, reply) => {
      const { challenge, app: forApp, code } = request.body;
      const done = await signIn.answer(challenge, forApp, code, originOf(request, cookies, forApp));
      return entered(reply, cookies, forApp, done);
    },
  );

  server.post<{ Body: StepUpBody }>(
    '/auth/step-up',
    { schema: { body: stepUpBody }, bodyLimit, config: limited(options.signInsPerMinute ?? 60) },
    async (request) => {
      const [, bearer] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
      if (bearer === undefined) throw new SessionEndedError();
      return stepUp.prove(bearer, request.body.proof);
    },
  );

  server.post<{ Body: { email: string } }>(
    '/auth/forgot',
    { schema: { body: forgotBody }, bodyLimit, config: limited(options.mailsPerMinute ?? 10) },
    async (request, reply) => {
      // Not waited for: how long the answer takes does not tell whether the mailbox is known either.
      resets.ask(request.body.email).catch((error: unknown) => log.error({ err: error }, 'a reset that was asked for was not made'));
      return reply.code(202).send();
    },
  );

  server.post<{ Body: ResetBody }>(
    '/auth/reset',
    { schema: { body: resetBody }, bodyLimit, config: limited(options.signInsPerMinute ?? 60) },
    async (request, reply) => {
      await resets.reset(request.body.token, request.body.password, request.ip);
      return reply.code(204).send();
    },
  );

  server.post<{ Body: { token: string } }>(
    '/auth/invitation',
    { schema: { body: invitationBody }, bodyLimit, config: limited(options.signInsPerMinute ?? 60) },
    (request) => invitations.show(request.body.token),
  );

  server.post<{ Body: JoinBody }>(
    '/auth/join',
    { schema: { body: joinBody }, bodyLimit, config: limited(options.signInsPerMinute ?? 60) },
    async (request, reply) => {
      const { token: link, password, app: forApp } = request.body;
      const who = await invitations.accept(link, password);
      const done = await signIn.signIn({ ...who, password, app: forApp, ...originOf(request, cookies, forApp) });
      return entered(reply, cookies, forApp, done);
    },
  );

  server.post<{ Body: AppBody }>(
    '/auth/refresh',
    { schema: { body: appBody }, bodyLimit, config: limited(600) },
    async (request, reply) => {
      const cookie = cookies.read(request, request.body.app);
      if (cookie === undefined) throw new SessionEndedError();
      try {
        const grant = await sessions.refresh(cookie, request.body.app);
        return await answer(reply, cookies, request.body.app, grant);
      } catch (error) {
        if (error instanceof SessionEndedError) cookies.clear(reply, request.body.app);
        throw error;
      }
    },
  );

  server.post<{ Body: AppBody }>(
    '/auth/sign-out',
    { schema: { body: appBody }, bodyLimit, config: limited(600) },
    async (request, reply) => {
      const cookie = cookies.read(request, request.body.app);
      if (cookie !== undefined) await sessions.signOut(cookie);
      cookies.clear(reply, request.body.app);
      return reply.code(204).send();
    },
  );
}

export function originOf(request: FastifyRequest, cookies: Cookies, forApp: App): Origin {
  return { ip: request.ip, userAgent: request.headers['user-agent'] ?? null, device: cookies.readDevice(request, forApp) };
}

/** A session, or the question that comes before one. */
export function entered(reply: FastifyReply, cookies: Cookies, forApp: App, done: SignedIn | Asked): FastifyReply {
  if ('challenge' in done) return reply.send(done);
  cookies.setDevice(reply, forApp, done.device);
  return answer(reply, cookies, forApp, done.grant);
}

function answer(reply: FastifyReply, cookies: Cookies, forApp: App, grant: Grant): FastifyReply {
  cookies.set(reply, forApp, grant);
  return reply.send({ accessToken: grant.accessToken, expiresIn: grant.expiresIn });
}

import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { inSession, type Viewer } from '../access/viewer.ts';
import type { InvitationLinks } from '../people/accept-invitation.ts';
import type { App, Sessions } from '../people/sign-in/sessions.ts';
import type { Asked, Origin, SignedIn, SignIn } from '../people/sign-in/sign-in.ts';
import { answerProblem } from '../platform/problem.ts';
import { refuseOtherMethods } from './other-methods.ts';

export type SignInRouteNeeds = {
  readonly signIn: SignIn;
  readonly sessions: Pick<Sessions, 'leave'>;
  readonly invitations: InvitationLinks;
  /** Who asks; null for nobody. */
  readonly viewerOf: (request: FastifyRequest) => Promise<Viewer | null>;
};

const app = {
  type: 'string',
  enum: ['admin', 'portal'],
  default: 'portal',
  description: 'What the session is for. Employees have the portal alone.',
} as const;
const password = { type: 'string', minLength: 1, maxLength: 400 } as const;

/** The bodies of these routes, for Fastify and for the OpenAPI document. */
export const SIGN_IN_BODIES = {
  login: {
    type: 'object',
    required: ['email', 'password'],
    additionalProperties: false,
    properties: {
      email: { type: 'string', minLength: 3, maxLength: 320 },
      password,
      app,
      companyId: { type: 'string', format: 'uuid', description: 'For who is a person of several companies; the first one otherwise.' },
    },
  },
  code: {
    type: 'object',
    required: ['challenge', 'code'],
    additionalProperties: false,
    properties: {
      challenge: { type: 'string', minLength: 1, maxLength: 2_000, description: 'From `login`.' },
      code: { type: 'string', minLength: 1, maxLength: 100, description: 'Of the authenticator app, or a recovery code.' },
      app,
    },
  },
  register: {
    type: 'object',
    required: ['token', 'password'],
    additionalProperties: false,
    properties: { token: { type: 'string', minLength: 1, maxLength: 200, description: 'From the link that was mailed.' }, password, app },
  },
} as const;

type Login = { email: string; password: string; app: App; companyId?: string };
type Code = { challenge: string; code: string; app: App };
type Register = { token: string; password: string; app: App };

const ADDRESSES = ['/api/auth/login', '/api/auth/login/code', '/api/auth/logout', '/api/users/register'];
const MOST_BODY_BYTES = 4_096;
const A_MINUTE = 60;

/**
 * Sign-in, sign-out and registration for programs without a cookie jar: no cookie is read or set, so a session ends for them with its access
 * token, after five minutes. What runs for longer has an API key.
 */
export async function signInRoutes(server: FastifyInstance, { signIn, sessions, invitations, viewerOf }: SignInRouteNeeds): Promise<void> {
  await server.register(async (scope) => {
    await scope.register(rateLimit, { global: false });
    scope.setErrorHandler(answerProblem);
    scope.removeContentTypeParser('text/plain');
    scope.addHook('onRequest', (_request, reply, done) => {
      void reply.header('cache-control', 'no-store');
      done();
    });
    const guarded = (body: object) => ({
      schema: { body },
      bodyLimit: MOST_BODY_BYTES,
      config: { rateLimit: { max: A_MINUTE, timeWindow: 60_000 } },
    });

    scope.post<{ Body: Login }>('/api/auth/login', guarded(SIGN_IN_BODIES.login), async (request) =>
      granted(await signIn.signIn({ ...request.body, ...originOf(request) })),
    );

    scope.post<{ Body: Code }>('/api/auth/login/code', guarded(SIGN_IN_BODIES.code), async (request) => {
      const { challenge, app: forApp, code } = request.body;
      return granted(await signIn.answer(challenge, forApp, code, originOf(request)));
    });

    scope.post('/api/auth/logout', { bodyLimit: MOST_BODY_BYTES }, async (request, reply) => {
      await sessions.leave(inSession(await viewerOf(request)).sessionId);
      return reply.code(204).send();
    });

    scope.post<{ Body: Register }>('/api/users/register', guarded(SIGN_IN_BODIES.register), async (request, reply) => {
      const { token, password: chosen, app: forApp } = request.body;
      const who = await invitations.accept(token, chosen);
      const done = await signIn.signIn({ ...who, password: chosen, app: forApp, ...originOf(request) });
      return reply.code(201).send(granted(done));
    });

    refuseOtherMethods(scope, new Map(ADDRESSES.map((address) => [address, ['POST']])));
  });
}

function originOf({ ip, headers }: FastifyRequest): Origin {
  return { ip, userAgent: headers['user-agent'] ?? null, device: null };
}

/** An access token, or the challenge of who has a second factor. */
function granted(done: SignedIn | Asked): object {
  if ('challenge' in done) return done;
  const { accessToken, expiresIn } = done.grant;
  return { accessToken, expiresIn };
}

import fastifyCookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bearerOf } from '../../access/bearer.ts';
import { answerProblem } from '../../platform/problem.ts';
import { app, Cookies, onlyOurPages } from '../auth-cookies.ts';
import { entered, originOf } from '../auth.route.ts';
import type { App } from '../sign-in/sessions.ts';
import { SessionEndedError } from '../sign-in/sign-in.errors.ts';
import type { PasskeyProof } from './passkey-proof.ts';
import type { PasskeySignIn } from './passkey-sign-in.ts';

export type PasskeyRouteOptions = {
  readonly signIn: PasskeySignIn;
  readonly proof: PasskeyProof;
  readonly publicUrl: string;
  /** For each network address. 60 when left out. */
  readonly perMinute?: number;
};

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength }) as const;
/** `AuthenticationResponseJSON` of WebAuthn level 3: what browsers make of a passkey that was shown. */
const credential = {
  type: 'object',
  required: ['id', 'rawId', 'type', 'response', 'clientExtensionResults'],
  properties: {
    ...{ id: text(1_400), rawId: text(1_400), type: text(20), clientExtensionResults: { type: 'object' } },
    response: {
      type: 'object',
      required: ['clientDataJSON', 'authenticatorData', 'signature'],
      properties: {
        ...{ clientDataJSON: text(4_000), authenticatorData: text(4_000), signature: text(8_000) },
        userHandle: { type: 'string', maxLength: 100 },
      },
    },
  },
} as const;
const challenge = text(2_000);
const beginBody = { type: 'object', required: ['app'], properties: { app } } as const;
const signInBody = {
  type: 'object',
  required: ['app', 'credential'],
  properties: { app, credential, companyId: { type: 'string', format: 'uuid' } },
} as const;
const beginStepBody = { type: 'object', required: ['app', 'challenge'], properties: { app, challenge } } as const;
const stepBody = { type: 'object', required: ['app', 'challenge', 'credential'], properties: { app, challenge, credential } } as const;
const proofBody = { type: 'object', required: ['credential'], properties: { credential } } as const;

type SignInBody = { app: App; credential: AuthenticationResponseJSON; companyId?: string };
type StepBody = { app: App; challenge: string; credential: AuthenticationResponseJSON };

/** `/auth/passkey/*`: each way to show a passkey, in two steps. A plugin with its own parsers and error handler, to be registered once. */
export async function passkeyRoutes(
  server: FastifyInstance,
  { signIn, proof, publicUrl, perMinute = 60 }: PasskeyRouteOptions,
): Promise<void> {
  const cookies = new Cookies(publicUrl);
  await server.register(fastifyCookie);
  await server.register(rateLimit, { global: false });
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler(answerProblem);
  server.addHook('onRequest', onlyOurPages(publicUrl));
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.header('cache-control', 'no-store');
    done();
  });
  const ours = (body: object) => ({
    schema: { body },
    bodyLimit: 32_768,
    config: { rateLimit: { max: perMinute, timeWindow: 60_000 } },
  });

  server.post<{ Body: { app: App } }>('/auth/passkey/begin', ours(beginBody), (request) => signIn.begin(request.body.app));

  server.post<{ Body: SignInBody }>('/auth/passkey/sign-in', ours(signInBody), async (request, reply) => {
    const { app: forApp, credential: shown, companyId } = request.body;
    const origin = originOf(request, cookies, forApp);
    return entered(reply, cookies, forApp, await signIn.signIn({ app: forApp, credential: shown, origin }, companyId));
  });

  server.post<{ Body: Omit<StepBody, 'credential'> }>('/auth/passkey/second-factor/begin', ours(beginStepBody), (request) =>
    signIn.beginSecondStep(request.body.challenge, request.body.app),
  );

  server.post<{ Body: StepBody }>('/auth/passkey/second-factor', ours(stepBody), async (request, reply) => {
    const { app: forApp, challenge: of, credential: shown } = request.body;
    const origin = originOf(request, cookies, forApp);
    return entered(reply, cookies, forApp, await signIn.answer(of, { app: forApp, credential: shown, origin }));
  });

  server.post('/auth/passkey/step-up/begin', ours({ type: 'object' }), (request) => proof.begin(tokenOf(request)));

  server.post<{ Body: Pick<StepBody, 'credential'> }>('/auth/passkey/step-up', ours(proofBody), (request) =>
    proof.prove(tokenOf(request), request.body.credential),
  );
}

function tokenOf({ headers }: FastifyRequest): string {
  const token = bearerOf(headers.authorization);
  if (token === undefined) throw new SessionEndedError();
  return token;
}

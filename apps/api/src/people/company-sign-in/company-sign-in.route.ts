import fastifyCookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { bearerOf } from '../../access/bearer.ts';
import { DomainError, InvalidInputError } from '../../platform/errors.ts';
import { isUuid } from '../../platform/ids.ts';
import type { Log } from '../../platform/log.ts';
import { answerProblem } from '../../platform/problem.ts';
import { app, Cookies, onlyOurPages } from '../auth-cookies.ts';
import type { App } from '../sign-in/sessions.ts';
import { SessionEndedError } from '../sign-in/sign-in.errors.ts';
import type { CompanySignIn } from './company-sign-in.ts';
import { CompanySignInFailedError } from './company-sign-in.errors.ts';

export type CompanySignInRouteOptions = {
  readonly companySignIn: CompanySignIn;
  readonly publicUrl: string;
  readonly log: Log;
  /** For each network address. 60 when left out. */
  readonly perMinute?: number;
};

const returnTo = { type: 'string', maxLength: 500 } as const;
const startBody = {
  type: 'object',
  required: ['email', 'app'],
  properties: { email: { type: 'string', minLength: 3, maxLength: 320 }, app, returnTo },
} as const;
const proofBody = { type: 'object', required: ['app'], properties: { app, returnTo } } as const;
const text = { type: 'string', maxLength: 4_000 } as const;
const callbackQuery = { type: 'object', properties: { state: text, code: text, iss: text, error: text } } as const;

type StartBody = { email: string; app: App; returnTo?: string };
type CallbackQuery = { state?: string; code?: string; iss?: string; error?: string };

/** `/auth/company/*`: to the company's provider and back. A plugin with its own parsers and error handler, to be registered once. */
export async function companySignInRoutes(server: FastifyInstance, options: CompanySignInRouteOptions): Promise<void> {
  const { companySignIn, publicUrl, log } = options;
  const cookies = new Cookies(publicUrl);
  await server.register(fastifyCookie);
  await server.register(rateLimit, { global: false });
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler(answerProblem);
  const config = { rateLimit: { max: options.perMinute ?? 60, timeWindow: 60_000 } };
  const ours = { config, bodyLimit: 4_096, onRequest: onlyOurPages(publicUrl) };

  server.post<{ Body: StartBody }>('/auth/company/start', { ...ours, schema: { body: startBody } }, async (request, reply) => {
    const { email, app: forApp, returnTo: back } = request.body;
    const { redirectTo, secret } = await companySignIn.begin(email, forApp, checkedReturn(forApp, back));
    cookies.setFlow(reply, forApp, secret);
    return reply.header('cache-control', 'no-store').send({ redirectTo });
  });

  server.post<{ Body: Omit<StartBody, 'email'> }>(
    '/auth/company/step-up',
    { ...ours, schema: { body: proofBody } },
    async (request, reply) => {
      const token = bearerOf(request.headers.authorization);
      if (token === undefined) throw new SessionEndedError();
      const { app: forApp, returnTo: back } = request.body;
      const { redirectTo, secret } = await companySignIn.beginProof(token, forApp, checkedReturn(forApp, back));
      cookies.setFlow(reply, forApp, secret);
      return reply.header('cache-control', 'no-store').send({ redirectTo });
    },
  );

  server.get<{ Params: { companyId: string }; Querystring: CallbackQuery }>(
    '/auth/company/:companyId/callback',
    { schema: { querystring: callbackQuery }, config },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      const { state = '', code, iss, error } = request.query;
      const { companyId } = request.params;
      const flow = cookies.readFlow(request);
      cookies.clearFlow(reply);
      const back = (place: string, refusal: DomainError) => {
        const because = refusal instanceof CompanySignInFailedError ? refusal.because : refusal.message;
        log.warn({ companyId, code: refusal.code, because }, 'signing in with the company was refused');
        return reply.redirect(`${place}#refused=${refusal.code}`, 303);
      };
      try {
        if (!isUuid(companyId)) throw new CompanySignInFailedError('no company has this address');
        const userAgent = request.headers['user-agent'] ?? null;
        const from = { secret: flow?.secret, ip: request.ip, userAgent };
        const done = await companySignIn.finish({ companyId: companyId.toLowerCase(), state, code, iss, error, ...from });
        if (done.refusal !== null) return await back(done.returnTo, done.refusal);
        if (done.grant !== null) cookies.set(reply, done.app, done.grant);
        return await reply.redirect(done.returnTo, 303);
      } catch (refusal) {
        if (!(refusal instanceof DomainError)) throw refusal;
        return back(`/${flow?.app ?? 'portal'}/`, refusal);
      }
    },
  );
}

/** A place in the app itself: what a link could have brought in leads nowhere else. */
function checkedReturn(forApp: App, path = `/${forApp}/`): string {
  const base = 'https://app.invalid';
  const url = URL.canParse(path, base) ? new URL(path, base) : null;
  if (url === null || !path.startsWith(`/${forApp}`) || url.origin !== base || !`${url.pathname}/`.startsWith(`/${forApp}/`))
    throw new InvalidInputError('returnTo', `Name a path that begins with /${forApp}/.`);
  return `${url.pathname}${url.search}`;
}

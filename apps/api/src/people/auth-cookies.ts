import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { App, Grant } from './sign-in/sessions.ts';
import { CrossSiteRequestError } from './sign-in/sign-in.errors.ts';

/** The part of a body that names the app. */
export const app = { type: 'string', enum: ['admin', 'portal'] } as const;

/** As long as browsers keep a cookie at most. */
const DEVICE_SECONDS = 400 * 86_400;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|(.+\.)?localhost)$/;

const FLOW = 'afc_company_flow';

/** One refresh cookie for each app, so that both, and two people, can be signed in on one origin. */
export class Cookies {
  readonly #shape: { path: string; httpOnly: true; sameSite: 'strict'; secure: boolean };

  constructor(publicUrl: string) {
    const { protocol, hostname } = new URL(publicUrl);
    this.#shape = { path: '/auth', httpOnly: true, sameSite: 'strict', secure: protocol === 'https:' || !LOOPBACK.test(hostname) };
  }

  read(request: FastifyRequest, forApp: App): string | undefined {
    return request.cookies[`afc_${forApp}`];
  }

  set(reply: FastifyReply, forApp: App, { refreshToken, refreshExpiresAt }: Grant): void {
    void reply.setCookie(`afc_${forApp}`, refreshToken, { ...this.#shape, expires: refreshExpiresAt });
  }

  /** What a browser keeps that has signed in to this app before, so that strangers' guesses do not slow it down. */
  readDevice(request: FastifyRequest, forApp: App): string | null {
    return request.cookies[`afc_${forApp}_device`] ?? null;
  }

  setDevice(reply: FastifyReply, forApp: App, device: string): void {
    void reply.setCookie(`afc_${forApp}_device`, device, { ...this.#shape, maxAge: DEVICE_SECONDS });
  }

  clear(reply: FastifyReply, forApp: App): void {
    void reply.clearCookie(`afc_${forApp}`, this.#shape);
  }

  /** Kept while somebody is at their company's provider. They come back from another site, to which a strict cookie would not be sent. */
  setFlow(reply: FastifyReply, forApp: App, secret: string): void {
    void reply.setCookie(FLOW, `${forApp}.${secret}`, { ...this.#flowShape, maxAge: 600 });
  }

  readFlow(request: FastifyRequest): { readonly app: App; readonly secret: string } | null {
    const [, forApp, secret] = /^(admin|portal)\.([\w-]{43})$/.exec(request.cookies[FLOW] ?? '') ?? [];
    return secret === undefined ? null : { app: forApp === 'admin' ? 'admin' : 'portal', secret };
  }

  clearFlow(reply: FastifyReply): void {
    void reply.clearCookie(FLOW, this.#flowShape);
  }

  get #flowShape() {
    return { ...this.#shape, path: '/auth/company', sameSite: 'lax' } as const;
  }
}

/** A hook that refuses what a page of another site sends. */
export function onlyOurPages(publicUrl: string) {
  return (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void =>
    done(comesFromOurPages(request, publicUrl) ? undefined : new CrossSiteRequestError());
}

/** Browsers say where a POST comes from; what says nothing is no browser and carries no cookie of a person. */
function comesFromOurPages(request: FastifyRequest, publicUrl: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return new URL(origin).origin === new URL(publicUrl).origin || new URL(origin).host === request.headers.host;
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readBasicAuthorization, verifyBasicAuthorization } from '../../wire/basic-auth.ts';
import type { Deps } from '../api/deps.ts';
import { ApiError } from '../core/api-error.ts';
import type { Body } from '../core/resources.ts';
import { useOneTimeToken } from './one-time-tokens.ts';
import { isOwn } from './own.ts';

export const ONE_TIME = '/users/auth/onetime';

/** Lets in the programme, a cardholder for one call about what is theirs, and who comes to sign in (wire-format §1.2, §5.9). */
export function admit(api: FastifyInstance, deps: Deps): void {
  const cardholders = new WeakMap<FastifyRequest, string>();

  api.addHook('onRequest', (request, _reply, next) => {
    const { authorization } = request.headers;
    if (isProgramme(deps, authorization)) return next();
    const password = passwordOf(deps, authorization);
    if (password === '' && request.method === 'POST' && request.url.endsWith(ONE_TIME)) return next();
    const user = password === null ? null : useOneTimeToken(deps, password);
    if (user === null) return next(new ApiError(401, '401001', 'Invalid credentials'));
    cardholders.set(request, user);
    return next();
  });

  api.addHook('preHandler', (request, _reply, next) => {
    const user = cardholders.get(request);
    const holderOf = (card: string): string | null => holder(deps, card);
    next(user === undefined || isOwn(namedBy(request), user, holderOf) ? undefined : new ApiError(403, '403003', 'Not of this cardholder'));
  });
}

/** The programme's own credentials. */
export function isProgramme({ settings }: Deps, authorization: string | undefined): boolean {
  return verifyBasicAuthorization(authorization, [{ username: settings.applicationToken, password: settings.accessToken }]);
}

function passwordOf({ settings }: Deps, authorization: string | undefined): string | null {
  const given = readBasicAuthorization(authorization);
  const begins = `${settings.applicationToken}:`;
  return given?.startsWith(begins) === true ? given.slice(begins.length) : null;
}

function holder({ resources }: Deps, card: string): string | null {
  const user = resources.find('card', card)?.body['user_token'];
  return typeof user === 'string' ? user : null;
}

function namedBy({ params, body }: FastifyRequest): readonly string[] {
  const { token } = params as { token?: string };
  const { card_token: card, user_token: user } = (typeof body === 'object' ? (body ?? {}) : {}) as Body;
  return [token, card, user].filter((name) => typeof name === 'string');
}

import { AuthError, unreachable } from './auth-error.ts';
import type { PasskeyRequest, PasskeyShown } from './passkeys.ts';
import type { Grant } from './token.ts';

export type App = 'admin' | 'portal';

/** The password was right; a second factor, or a recovery code, is asked for. */
export interface Challenge {
  challenge: string;
  factors: readonly ('authenticator' | 'passkey')[];
}

/** An invitation, before it is accepted. */
export interface InvitationShown {
  companyName: string;
  firstName: string;
  email: string;
  /** They sign in already, elsewhere: it is that password that is asked for. */
  hasPassword: boolean;
}

/** What somebody does who is not in yet: follow a link that was mailed, have one mailed, or go to their company's provider. */
export type Entrance = Pick<AuthApi, 'forgot' | 'reset' | 'invitation' | 'join' | 'company'>;

export interface AuthApi {
  signIn(email: string, password: string): Promise<Grant | Challenge>;
  answer(challenge: string, code: string): Promise<Grant>;
  /** What a passkey is to sign: to sign in by it alone, or after a password. */
  passkeyRequest(challenge?: string): Promise<PasskeyRequest>;
  signInByPasskey(shown: PasskeyShown): Promise<Grant>;
  answerByPasskey(challenge: string, shown: PasskeyShown): Promise<Grant>;
  refresh(): Promise<Grant>;
  /** Has a link mailed; says nothing of whether the mailbox is known. */
  forgot(email: string): Promise<void>;
  /** Sets a password by a link that was mailed. */
  reset(token: string, password: string): Promise<void>;
  /** What a link leads to that invites somebody. */
  invitation(token: string): Promise<InvitationShown>;
  join(token: string, password: string): Promise<Grant | Challenge>;
  /** Where the provider of an address's company is, which sends the browser back to `returnTo`. */
  company(email: string, returnTo: string): Promise<string>;
  signOut(): Promise<void>;
}

/** `/auth/*` of the API. The refresh token travels in an HttpOnly cookie that this code never sees. */
export function authApi(app: App, fetchLike: typeof fetch): AuthApi {
  const post = async (path: string, body: object): Promise<Response> => {
    const answer = await reach(fetchLike, path, { ...body, app });
    if (!answer.ok) throw await refusalIn(answer);
    return answer;
  };
  return {
    signIn: async (email, password) => grantOrChallengeIn(await post('/auth/sign-in', { email, password })),
    answer: async (challenge, code) => grantIn(await post('/auth/second-factor', { challenge, code })),
    passkeyRequest: async (challenge) =>
      requestIn(
        await (challenge === undefined ? post('/auth/passkey/begin', {}) : post('/auth/passkey/second-factor/begin', { challenge })),
      ),
    signInByPasskey: async (credential) => grantIn(await post('/auth/passkey/sign-in', { credential })),
    answerByPasskey: async (challenge, credential) => grantIn(await post('/auth/passkey/second-factor', { challenge, credential })),
    refresh: async () => grantIn(await post('/auth/refresh', {})),
    forgot: async (email) => void (await post('/auth/forgot', { email })),
    reset: async (token, password) => void (await post('/auth/reset', { token, password })),
    invitation: async (token) => invitationIn(await post('/auth/invitation', { token })),
    join: async (token, password) => grantOrChallengeIn(await post('/auth/join', { token, password })),
    company: async (email, returnTo) => redirectIn(await post('/auth/company/start', { email, returnTo })),
    signOut: async () => void (await post('/auth/sign-out', {})),
  };
}

async function reach(fetchLike: typeof fetch, path: string, body: object): Promise<Response> {
  try {
    return await fetchLike(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', accept: 'application/json, application/problem+json' },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    // fetch rejects only when no answer came: offline, server away, blocked.
    throw new AuthError(unreachable, cause instanceof Error ? cause.message : String(cause), null, null);
  }
}

async function grantOrChallengeIn(answer: Response): Promise<Grant | Challenge> {
  const { challenge, factors } = await jsonOf(answer.clone());
  if (typeof challenge !== 'string') return grantIn(answer);
  const known = ['authenticator', 'passkey'] as const;
  return { challenge, factors: known.filter((factor) => Array.isArray(factors) && factors.includes(factor)) };
}

/** What a passkey is to sign. */
export async function requestIn(answer: Response): Promise<PasskeyRequest> {
  const request = await jsonOf(answer);
  if (typeof request['challenge'] === 'string') return request as unknown as PasskeyRequest;
  throw new AuthError('INTERNAL', 'What a passkey is to sign cannot be read.', answer.status, null);
}

/** The access token that an answer carries. */
export async function grantIn(answer: Response): Promise<Grant> {
  const body = await jsonOf(answer);
  if (typeof body['accessToken'] === 'string' && typeof body['expiresIn'] === 'number') {
    return { accessToken: body['accessToken'], expiresIn: body['expiresIn'] };
  }
  throw new AuthError('INTERNAL', 'The sign-in answer cannot be read.', answer.status, null);
}

/** The address of another site to which an answer sends the browser. */
export async function redirectIn(answer: Response): Promise<string> {
  const { redirectTo } = await jsonOf(answer);
  if (typeof redirectTo === 'string') return redirectTo;
  throw new AuthError('INTERNAL', 'Where to go cannot be read.', answer.status, null);
}

async function invitationIn(answer: Response): Promise<InvitationShown> {
  const { companyName, firstName, email, hasPassword } = await jsonOf(answer);
  if (typeof companyName === 'string' && typeof firstName === 'string' && typeof email === 'string')
    return { companyName, firstName, email, hasPassword: hasPassword === true };
  throw new AuthError('INTERNAL', 'The invitation cannot be read.', answer.status, null);
}

/** The refusal that a REST route answered with. */
export async function refusalIn(answer: Response): Promise<AuthError> {
  const problem = await jsonOf(answer);
  const text = (key: string) => (typeof problem[key] === 'string' ? problem[key] : null);
  // A proxy's 502 or 504 has no problem+json: the API itself was not reached.
  const code = text('code') ?? (answer.status >= 500 ? unreachable : 'INTERNAL');
  return new AuthError(code, text('detail') ?? text('title') ?? answer.statusText, answer.status, text('traceId'));
}

async function jsonOf(answer: Response): Promise<Record<string, unknown>> {
  if (!(answer.headers.get('content-type') ?? '').includes('json')) return {};
  const body: unknown = await answer.json();
  return typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body)) : {};
}

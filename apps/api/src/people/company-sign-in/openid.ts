import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import { type Outgoing, type OutgoingAnswer, OutgoingError, type OutgoingRequest } from '../../platform/outgoing.ts';
import { CompanySignInFailedError, IdentityProviderError } from './company-sign-in.errors.ts';

/** What a provider says of itself (OpenID Connect Discovery 1.0), as far as it is used here. */
export type Discovered = {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
  /** Where more is said of a person than in the ID token; null when there is no such place. */
  readonly userinfoEndpoint: string | null;
  /** How the client shows its secret: in a header, or in the body where the provider takes nothing else. */
  readonly secretInBody: boolean;
  /** Whether answers name their issuer (RFC 9207). */
  readonly namesIssuer: boolean;
};

export type Client = { readonly id: string; readonly secret: string; readonly redirectUri: string };
/** What ties an answer to the browser that asked (RFC 7636, OpenID Connect Core §3.1.2.1). */
export type Ties = { readonly state: string; readonly nonce: string; readonly codeChallenge: string };
export type Redeemed = {
  readonly subject: string;
  /** Null when the provider does not vouch for it. */
  readonly email: string | null;
  /** When the person last showed the provider who they are; null when it does not say. */
  readonly authenticatedAt: Date | null;
};

/** Signatures that only who has a private key can make: a secret that both sides know proves nothing of the sender. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const TOLERANCE_SECONDS = 30;
const OLDEST = '10 minutes';

/** The relying party's side of OpenID Connect: code flow with PKCE, nonce and a confidential client. */
export class OpenId {
  constructor(
    private readonly ask: Outgoing,
    private readonly clock: Clock,
  ) {}

  /** @throws IdentityProviderError */
  async discover(issuer: string): Promise<Discovered> {
    if (!URL.canParse(issuer) || new URL(issuer).search !== '' || new URL(issuer).hash !== '')
      throw new IdentityProviderError('its issuer is a URL such as https://login.example.com');
    const said = await this.#json(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (said['issuer'] !== issuer)
      throw new IdentityProviderError('it says that it is another issuer. Copy the issuer as the provider shows it');
    const endpoint = (name: string): string => {
      const url = said[name];
      if (typeof url !== 'string' || !URL.canParse(url)) throw new IdentityProviderError(`it names no ${name}`);
      // Where the browser goes is held to what we ask ourselves: a provider with TLS stays with it.
      if (new URL(url).protocol !== new URL(issuer).protocol) throw new IdentityProviderError(`its ${name} is not at https`);
      return url;
    };
    const responses = said['response_types_supported'];
    if (Array.isArray(responses) && !responses.includes('code')) throw new IdentityProviderError('it has no code flow');
    const methods = said['token_endpoint_auth_methods_supported'];
    return {
      issuer,
      authorizationEndpoint: endpoint('authorization_endpoint'),
      tokenEndpoint: endpoint('token_endpoint'),
      jwksUri: endpoint('jwks_uri'),
      userinfoEndpoint: said['userinfo_endpoint'] === undefined ? null : endpoint('userinfo_endpoint'),
      secretInBody: Array.isArray(methods) && !methods.includes('client_secret_basic') && methods.includes('client_secret_post'),
      namesIssuer: said['authorization_response_iss_parameter_supported'] === true,
    };
  }

  /** Where the browser is sent. @param again asks the person to show once more who they are, however lately they did */
  authorizationUrl(at: Discovered, client: Client, ties: Ties, { email, again }: { email: string | null; again: boolean }): string {
    const url = new URL(at.authorizationEndpoint);
    const asked = {
      response_type: 'code',
      client_id: client.id,
      redirect_uri: client.redirectUri,
      scope: 'openid email profile',
      state: ties.state,
      nonce: ties.nonce,
      code_challenge: ties.codeChallenge,
      code_challenge_method: 'S256',
      ...(email === null ? {} : { login_hint: email }),
      ...(again ? { prompt: 'login', max_age: '0' } : {}),
    };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    return url.href;
  }

  /**
   * Gives the code for an ID token, and judges that.
   * @throws CompanySignInFailedError, IdentityProviderError
   */
  async redeem(at: Discovered, client: Client, given: { code: string; codeVerifier: string; nonce: string }): Promise<Redeemed> {
    const credentials = `${formEncoded(client.id)}:${formEncoded(client.secret)}`;
    const answer = await this.#ask(at.tokenEndpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        ...(at.secretInBody ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: given.code,
        redirect_uri: client.redirectUri,
        code_verifier: given.codeVerifier,
        ...(at.secretInBody ? { client_id: client.id, client_secret: client.secret } : {}),
      }).toString(),
    });
    const tokens = answer.status === 200 ? parsed(answer.text) : null;
    const [token, accessToken] = [tokens?.['id_token'], tokens?.['access_token']];
    if (typeof token !== 'string')
      throw new CompanySignInFailedError(`the token endpoint answered ${answer.status}: ${errorIn(answer.text)}`);
    const keys = (await this.#json(at.jwksUri)) as unknown as JSONWebKeySet;
    const claims = await this.#judge(token, keys, at.issuer, client.id, given.nonce);
    if (claims['email'] !== undefined || at.userinfoEndpoint === null || typeof accessToken !== 'string') return redeemed(claims);
    // A provider may leave what a scope asks for to this place (OpenID Connect Core §5.4).
    const more = await this.#json(at.userinfoEndpoint, { authorization: `Bearer ${accessToken}` });
    if (more['sub'] !== claims.sub) throw new CompanySignInFailedError('the provider told of another person');
    return redeemed({ ...more, ...claims });
  }

  async #judge(token: string, keys: JSONWebKeySet, issuer: string, clientId: string, nonce: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
        ...{ issuer, audience: clientId, algorithms: ALGORITHMS, clockTolerance: TOLERANCE_SECONDS, maxTokenAge: OLDEST },
        ...{ requiredClaims: ['sub', 'iat', 'exp', 'nonce'], currentDate: this.clock.now() },
      });
      if (payload['nonce'] !== nonce) throw new CompanySignInFailedError('the nonce is another');
      const azp = payload['azp'];
      if ((Array.isArray(payload.aud) && payload.aud.length > 1 && azp === undefined) || (azp !== undefined && azp !== clientId))
        throw new CompanySignInFailedError('the token was made for another client');
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new CompanySignInFailedError(`${error.code}: ${error.message}`);
      throw error;
    }
  }

  async #json(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Record<string, unknown>> {
    const { status, text } = await this.#ask(url, { headers: { ...headers, accept: 'application/json' } });
    const body = status === 200 ? parsed(text) : null;
    if (body === null) throw new IdentityProviderError(`${new URL(url).host} did not answer with what was asked for (status ${status})`);
    return body;
  }

  async #ask(url: string, request: OutgoingRequest): Promise<OutgoingAnswer> {
    try {
      return await this.ask(url, request);
    } catch (error) {
      if (error instanceof OutgoingError) throw new IdentityProviderError(error.message);
      throw error;
    }
  }
}

function redeemed(claims: JWTPayload): Redeemed {
  const { sub, email, email_verified: verified, xms_edov: ownerVerified, auth_time: seconds } = claims;
  if (sub === undefined || sub === '' || sub.length > 255) throw new CompanySignInFailedError('the token names nobody');
  // Entra says `xms_edov` (the owner of the domain has verified it) in place of `email_verified`.
  const vouched = [verified, ownerVerified].some((said) => said === true || said === 'true' || said === 1 || said === '1');
  return {
    subject: sub,
    email: typeof email === 'string' && vouched ? email : null,
    authenticatedAt: typeof seconds === 'number' ? new Date(seconds * 1_000) : null,
  };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : null;
  } catch {
    return null;
  }
}

/** The provider's own word for what is wrong (RFC 6749 §5.2), for the log. */
function errorIn(text: string): string {
  const error = parsed(text)?.['error'];
  return typeof error === 'string' ? error.slice(0, 100) : 'no error named';
}

/** RFC 6749 §2.3.1 has both parts encoded as forms are. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

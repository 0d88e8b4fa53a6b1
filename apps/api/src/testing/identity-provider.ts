import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** What a provider says of somebody, and how it signs it. */
export type Saying = {
  readonly claims: JWTPayload;
  /** Signs it in another way than a provider should. */
  readonly sign?: (claims: JWTPayload, provider: ForgingProvider) => Promise<string>;
};

/** A provider on this machine that says whatever it is told to: for what no honest one would. */
export type ForgingProvider = {
  readonly issuer: string;
  readonly publicJwk: object;
  readonly privateKey: CryptoKey;
  /** Has the next code stand for this. */
  says(code: string, saying: (nonce: string) => Saying): void;
  /** Bodies that the token endpoint got. */
  readonly asked: readonly URLSearchParams[];
  close(): Promise<void>;
};

export async function openForgingProvider(but: Record<string, unknown> = {}): Promise<ForgingProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, (nonce: string) => Saying>();
  const asked: URLSearchParams[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const json = (body: unknown, status = 200) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    switch (request.url) {
      case '/.well-known/openid-configuration':
        json({
          ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` },
          ...but,
        });
        return;
      case '/keys':
        json({ keys: [publicJwk] });
        return;
      case '/token': {
        const body = new URLSearchParams(await textOf(request));
        asked.push(body);
        // The test hands the nonce of the browser's way on inside the code, as a provider remembers it.
        const [code = '', nonce = ''] = (body.get('code') ?? '').split('~');
        const saying = codes.get(code);
        codes.delete(code);
        if (saying === undefined) json({ error: 'invalid_grant' }, 400);
        else json({ id_token: await signed(saying(nonce), provider), token_type: 'Bearer', access_token: 'opaque' });
        return;
      }
      default:
        json({ error: 'not_found' }, 404);
    }
  };
  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: ForgingProvider = {
    ...{ issuer, publicJwk, privateKey, asked },
    says: (code, saying) => void codes.set(code, saying),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return provider;
}

/** As an honest provider signs. */
function signedWell(claims: JWTPayload, { privateKey }: ForgingProvider): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey);
}

function signed({ claims, sign = signedWell }: Saying, provider: ForgingProvider): Promise<string> {
  return sign(claims, provider);
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString('utf8');
  return text;
}

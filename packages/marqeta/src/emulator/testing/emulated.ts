import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMarqetaClient, type MarqetaClient } from '../../client/client.ts';
import { type EmulatorOptions, type RunningEmulator, startEmulator } from '../index.ts';

type Json = Record<string, unknown>;

/** What the other side of the emulator does: our gateway and our webhook endpoint, as plain functions. */
interface OtherSide {
  /** Answers a question; status and body. */
  gateway: (request: Json) => Promise<{ status: number; body: unknown }>;
  /** Status for a delivery. */
  webhook: (delivery: Json, headers: IncomingMessage['headers'], raw: string) => number;
}

export interface Emulated {
  readonly emulator: RunningEmulator;
  /** Of our gateway (`/gateway`) and webhook endpoint (`/webhook`). */
  readonly origin: string;
  readonly client: MarqetaClient;
  readonly other: OtherSide;
  /** A JSON request under the emulator's origin; `/v3` paths carry the credentials. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }>;
  /** An active virtual card whose product asks the gateway. */
  card(): Promise<string>;
  close(): Promise<void>;
}

const PASSWORD = 'Abcdefghij1234567890!';

const approve = (request: Json): Promise<{ status: number; body: unknown }> => Promise.resolve({ status: 200, body: echo(request) });

/** The JIT answer that repeats what was asked. */
export function echo(request: Json, but: Json = {}): Json {
  const order = (request['gpa_order'] ?? request['gpa_order_unload']) as Json;
  const { token, method, user_token, amount } = order['jit_funding'] as Json;
  return { jit_funding: { token, method, user_token, amount, ...but } };
}

/** An emulator with a gateway and a webhook on loopback. */
export async function emulated(options: Partial<EmulatorOptions> = {}): Promise<Emulated> {
  const other: OtherSide = { gateway: approve, webhook: () => 200 };
  const server = createServer((request, response) => void answer(other, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const emulator = await startEmulator({ port: 0, dataDir: ':memory:', ...options });
  const credentials = { applicationToken: 'emulator-application', accessToken: 'emulator-access' };
  const client = createMarqetaClient({ baseUrl: `${emulator.url}/v3`, ...credentials, retry: { attempts: 1 } });
  const basic = `Basic ${Buffer.from(`${credentials.applicationToken}:${credentials.accessToken}`).toString('base64')}`;
  let cards = 0;
  return {
    emulator,
    origin,
    client,
    other,
    async ask(method, path, body) {
      const answered = await fetch(`${emulator.url}${path}`, {
        method,
        headers: { authorization: basic, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answered.text();
      return { status: answered.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
    },
    async card() {
      cards += 1;
      if (cards === 1) await prepare(client, origin);
      return (await client.cards.create({ token: `card_${cards}`, user_token: 'usr_maya', card_product_token: 'cp_virtual' })).token;
    },
    async close() {
      await client.close();
      await emulator.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

async function prepare(client: MarqetaClient, origin: string): Promise<void> {
  const basic = { basic_auth_username: 'us', basic_auth_password: PASSWORD };
  await client.programGateways.create({
    token: 'gw',
    name: 'gateway',
    url: `${origin}/gateway`,
    ...basic,
    timeout_millis: 1_000,
    active: true,
  });
  const config = { url: `${origin}/webhook`, ...basic, secret: PASSWORD, signature_algorithm: 'HMAC_SHA_256' as const };
  await client.webhooks.create({ token: 'wh', name: 'webhook', active: true, events: ['*'], config });
  await client.users.create({ token: 'usr_maya', first_name: 'Maya' });
  await client.cardProducts.create({
    token: 'cp_virtual',
    name: 'Virtual',
    start_date: '2026-01-01',
    config: {
      card_life_cycle: { activate_upon_issue: true },
      jit_funding: { programgateway_funding_source: { enabled: true, funding_source_token: 'gw' } },
    },
  });
}

async function answer(other: OtherSide, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let raw = '';
  for await (const chunk of request) raw += String(chunk);
  const body = JSON.parse(raw) as Json;
  if (request.url === '/gateway') {
    const answered = await other.gateway(body);
    response.writeHead(answered.status, { 'content-type': 'application/json' }).end(JSON.stringify(answered.body));
    return;
  }
  response.writeHead(other.webhook(body, request.headers, raw)).end();
}

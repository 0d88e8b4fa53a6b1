import type { AddressInfo } from 'node:net';
import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import { GATEWAY, type Process, SECRET, WEBHOOK } from './money-harness.ts';

type Json = Record<string, unknown>;

/** The emulator on one side, our gateway and our webhook endpoint on the other, over real HTTP. */
export class EmulatedMarqeta {
  private constructor(
    readonly emulator: RunningEmulator,
    readonly client: MarqetaClient,
    private readonly process: Process,
  ) {}

  /** @param timeoutMs how long Marqeta waits for our answer, in the world's time */
  static async start(process: Process, now: () => Date, timeoutMs = 5_000): Promise<EmulatedMarqeta> {
    await process.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = process.app.server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}/webhooks/marqeta`;
    const emulator = await startEmulator({ port: 0, dataDir: ':memory:', clock: { now: () => now().getTime() } });
    const client = createMarqetaClient({
      baseUrl: `${emulator.url}/v3`,
      applicationToken: 'emulator-application',
      accessToken: 'emulator-access',
      retry: { attempts: 1 },
    });
    const basic = ({ username, password }: typeof GATEWAY) => ({ basic_auth_username: username, basic_auth_password: password });
    await client.programGateways.create({
      token: 'gw',
      name: 'gateway',
      url: `${origin}/auth`,
      ...basic(GATEWAY),
      timeout_millis: timeoutMs,
      active: true,
    });
    const config = { url: `${origin}/transaction`, ...basic(WEBHOOK), secret: SECRET, signature_algorithm: 'HMAC_SHA_256' as const };
    await client.webhooks.create({ token: 'wh', name: 'webhook', active: true, events: ['*'], config });
    await client.cardProducts.create({
      token: 'cp',
      name: 'Everyday',
      start_date: '2026-01-01',
      config: {
        card_life_cycle: { activate_upon_issue: true },
        jit_funding: { programgateway_funding_source: { enabled: true, funding_source_token: 'gw' } },
      },
    });
    return new EmulatedMarqeta(emulator, client, process);
  }

  /** A card of ours, as Marqeta has it. */
  async knowsCard(token: string): Promise<void> {
    await this.client.users.create({ token: `user-${token.slice(0, 20)}`, first_name: 'Bruno' });
    await this.client.cards.create({ token, user_token: `user-${token.slice(0, 20)}`, card_product_token: 'cp' });
  }

  /** One message of a merchant. @returns its token */
  async simulate(event: string, body: Json): Promise<string> {
    const answer = await this.#post(`/v3/simulations/cardtransactions/${event}`, { currency_code: 'EUR', ...body });
    return String((answer['transaction'] as Json)['token']);
  }

  /** A purchase that was authorized and cleared. @returns the token of its clearing */
  async clearedPurchase(cardToken: string, amount: number): Promise<string> {
    const preceding = await this.simulate('authorization', { card_token: cardToken, amount });
    const clearing = await this.simulate('authorization.clearing', { preceding_related_transaction_token: preceding, amount });
    await this.settle();
    return clearing;
  }

  /** Merchant and network answer a dispute. */
  async answer(chargeback: string, state: string): Promise<void> {
    await this.#post(`/control/disputes/${chargeback}/answer`, { state });
  }

  /** From now on Marqeta decides in our place where it cannot ask us (Commando Mode). */
  async mayStandIn(when: Json = { include_connection_errors: true }): Promise<void> {
    await this.client.programFundingSources.create({ token: 'reserve', name: 'Reserve' });
    await this.#post('/v3/commandomodes', {
      token: 'commando',
      program_gateway_funding_source_token: 'gw',
      commando_mode_enables: { program_funding_source: 'reserve' },
      real_time_standin_criteria: { enabled: true, ...when },
    });
  }

  /** The next question breaks off before it reaches us, or after we answered it. */
  async losesQuestion(when: 'before' | 'after'): Promise<void> {
    await this.fails({ on: 'gateway', kind: 'drop', when, count: 1 });
  }

  /** By hand, Marqeta begins or ceases to decide in our place. */
  async standsIn(enabled: boolean, reason: string): Promise<void> {
    await this.#post('/v3/commandomodes/transitions', {
      commando_mode_token: 'commando',
      transition: { commando_enabled: enabled, reason },
    });
  }

  /** Something goes wrong on purpose, as the emulator's `POST /control/faults` has it. */
  async fails(fault: Json): Promise<void> {
    await this.#post('/control/faults', { match: '**', ...fault });
  }

  async works(): Promise<void> {
    await this.#send('DELETE', '/control/faults');
  }

  /** A message that was told before, or never. */
  async tellsAgain(token: string, type = 'transaction.authorization'): Promise<void> {
    await this.#send('POST', '/control/deliveries/resend', { webhook: 'wh', event_type: type, token });
    await this.settle();
  }

  /** After time was moved: everything that has fallen due happens. */
  async catchesUp(): Promise<void> {
    await this.#send('PUT', '/control/clock', {});
  }

  /** Until everything that Marqeta has to say was said, and applied. */
  async settle(): Promise<void> {
    await this.#post('/control/quiesce', {});
    await this.process.path.drain();
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.emulator.close();
  }

  async #post(path: string, body: Json): Promise<Json> {
    return JSON.parse(await this.#send('POST', path, body)) as Json;
  }

  async #send(method: string, path: string, body?: Json): Promise<string> {
    const answer = await fetch(`${this.emulator.url}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from('emulator-application:emulator-access').toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text;
  }
}

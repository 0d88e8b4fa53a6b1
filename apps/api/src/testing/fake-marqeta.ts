import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CardTransition } from '@afc/marqeta';

type Body = Record<string, unknown>;
type StoredCard = { token: string; user_token: string; card_product_token: string; state: string; created_time: string };

const START = Date.parse('2026-03-02T09:20:00.000Z');
const TYPES: Readonly<Record<string, string>> = {
  SUSPENDED: 'state.suspended',
  TERMINATED: 'state.terminated',
  LIMITED: 'state.limited',
};

/**
 * As much of Marqeta as card commands need (wire-format §1.9, §5), which can go away, lose answers and refuse at will. Its state
 * survives being away.
 */
export class FakeMarqeta {
  readonly #server: Server;
  #bodies = new Map<string, Map<string, Body>>();
  #cards = new Map<string, StoredCard>();
  #transitions: CardTransition[] = [];
  #asked = new Map<string, number>();
  #mood: { away: boolean; losesAnswersOf: string | null; refuses: { path: string; status: number; code: string } | null } = calm();
  #ms = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FakeMarqeta> {
    const fake = new FakeMarqeta();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v3`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  reset(): void {
    this.#bodies = new Map();
    this.#cards = new Map();
    this.#transitions = [];
    this.#asked = new Map();
    this.#mood = calm();
  }

  goAway(): void {
    this.#mood = { ...calm(), away: true };
  }
  /** Does what is asked, and hangs up without saying so. */
  loseAnswersOf(path: string): void {
    this.#mood = { ...calm(), losesAnswersOf: path };
  }
  refuse(path: string, status: number, code: string): void {
    this.#mood = { ...calm(), refuses: { path, status, code } };
  }
  comeBack(): void {
    this.#mood = calm();
  }

  /** Bodies that made something, in order. */
  made(resource: string): Body[] {
    return [...(this.#bodies.get(`/${resource}`)?.values() ?? [])];
  }
  /** How many POSTs came. */
  asked(path: string): number {
    return this.#asked.get(path) ?? 0;
  }
  card(token: string): StoredCard | undefined {
    return this.#cards.get(token);
  }
  lastTransition(cardToken: string): CardTransition {
    const found = this.#transitions.findLast((transition) => transition.card_token === cardToken);
    if (found === undefined) throw new Error('no transition yet');
    return found;
  }
  /** What Marqeta does without being asked. */
  moveByItself(cardToken: string, state: string, channel: string): CardTransition {
    return this.#move({ token: `own-${this.#transitions.length}`, card_token: cardToken, state, channel });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/^\/v3/, '').replace(/\?.*$/, '');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { away, losesAnswersOf, refuses } = this.#mood;
    if (away) return void request.socket.destroy();
    if (request.method === 'POST') this.#asked.set(path, this.asked(path) + 1);
    if (refuses?.path === path) return send(response, refuses.status, { error_code: refuses.code, error_message: 'No.' });
    const [status, body] =
      request.method === 'POST' ? this.#post(path, JSON.parse(Buffer.concat(chunks).toString()) as Body) : this.#get(path);
    if (losesAnswersOf === path) return void request.socket.destroy();
    send(response, status, body);
  }

  #post(path: string, body: Body): [number, object] {
    const token = String(body['token']);
    const known = this.#bodies.get(path)?.get(token);
    if (known !== undefined) {
      if (JSON.stringify(known) !== JSON.stringify(body)) return [409, { error_code: '409001', error_message: 'Another payload.' }];
      return [201, this.#get(`${path}/${token}`)[1]];
    }
    if (path === '/cardtransitions' && this.#cards.get(String(body['card_token']))?.state === 'TERMINATED')
      return [400, { error_code: '400099', error_message: 'The card is terminated.' }];
    this.#bodies.set(path, (this.#bodies.get(path) ?? new Map<string, Body>()).set(token, body));
    if (path === '/cards') this.#makeCard(body);
    if (path === '/cardtransitions') this.#move(body);
    return [201, this.#get(`${path}/${token}`)[1]];
  }

  #get(path: string): [number, object] {
    const [, resource = '', token = '', of] = path.split('/');
    if (resource === 'cardtransitions' && token === 'card') {
      const data = this.#transitions.filter((transition) => transition.card_token === of);
      return [200, { count: data.length, start_index: 0, end_index: data.length - 1, is_more: false, data: data.reverse() }];
    }
    const found =
      resource === 'cards'
        ? this.#shown(token)
        : resource === 'cardtransitions'
          ? this.#transitions.find((transition) => transition.token === token)
          : this.#bodies.get(`/${resource}`)?.get(token);
    return found === undefined ? [404, { error_code: '404001', error_message: 'Not here.' }] : [200, found];
  }

  #makeCard(body: Body): void {
    const product = this.#bodies.get('/cardproducts')?.get(String(body['card_product_token']));
    const config = product?.['config'] as { card_life_cycle?: { activate_upon_issue?: boolean } } | undefined;
    this.#cards.set(String(body['token']), {
      token: String(body['token']),
      user_token: String(body['user_token']),
      card_product_token: String(body['card_product_token']),
      state: config?.card_life_cycle?.activate_upon_issue === true ? 'ACTIVE' : 'UNACTIVATED',
      created_time: new Date(START).toISOString().replace(/\.\d+Z$/, 'Z'),
    });
  }

  #move(body: Body): CardTransition {
    const card = this.#cards.get(String(body['card_token']));
    if (card === undefined) throw new Error('no such card');
    const to = String(body['state']);
    const activated = card.state === 'UNACTIVATED' ? 'state.activated' : 'state.reinstated';
    card.state = to;
    this.#ms += 7;
    const at = new Date(START + this.#ms);
    const transition: CardTransition = {
      token: String(body['token']),
      card_token: card.token,
      state: to,
      type: TYPES[to] ?? activated,
      channel: String(body['channel']),
      fulfillment_status: 'ISSUED',
      created_time: at.toISOString().replace(/\.\d+Z$/, 'Z'),
      created_timestamp: at.toISOString(),
      last_four: '7701',
      expiration_time: '2030-03-31T23:59:59Z',
    };
    this.#transitions.push(transition);
    return transition;
  }

  #shown(token: string): object | undefined {
    const card = this.#cards.get(token);
    const rest = { last_four: '7701', pan: '489537______7701', expiration: '0330', expiration_time: '2030-03-31T23:59:59Z' };
    return card === undefined ? undefined : { ...card, ...rest, fulfillment_status: 'ISSUED' };
  }
}

function calm() {
  return { away: false, losesAnswersOf: null, refuses: null };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

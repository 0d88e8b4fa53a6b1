import type { FastifyInstance } from 'fastify';
import type { Deps } from '../api/deps.ts';
import { ApiError, invalidField, missingField, notFound } from '../core/api-error.ts';
import { type ClockState, wireTimestamp } from '../core/clock.ts';
import { asObject, textOf } from '../core/fields.ts';
import { toNumber, unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import type { Faults } from '../faults/faults.ts';
import type { Purchase } from '../network/purchase.ts';
import { isPlayed } from '../network/events.ts';
import { type Acceptor, type Terms, terms } from '../network/terms.ts';
import { acceptorOf } from '../api/simulations.routes.ts';
import { MERCHANTS } from '../shopping/merchants.ts';
import { paidByWallet } from '../wallets/wallet-token.ts';
import { currencyOf, type Shoppers } from '../shopping/shoppers.ts';
import type { Shopping, Stories } from '../shopping/shopping.ts';
import { STORY_NAMES, type StoryName } from '../shopping/stories.ts';

export interface ControlDeps extends Deps {
  readonly stories: Stories;
  readonly shoppers: Shoppers;
  readonly faults: Faults;
  /** Writes the clock's state down, so that it survives a restart. */
  readonly keepClock: (state: ClockState) => void;
  readonly reset: () => Promise<void>;
}

const CONCURRENCY = 16;

/** What is not Marqeta's: what went over the wire, shopping. For the page, for tests and for the demo. */
export function controlRoutes(app: FastifyInstance, deps: ControlDeps): void {
  app.get('/control/pending', async () => ({ webhooks: deps.sender.counts(), schedule: deps.scheduler.counts() }));
  app.post('/control/quiesce', async () => {
    await deps.scheduler.catchUp();
    await deps.sender.catchUp();
    await deps.sender.drained();
    await deps.faults.settled();
    return { webhooks: deps.sender.counts(), schedule: deps.scheduler.counts() };
  });

  app.get('/control/exchanges', async (request) => {
    const { purchase, kind, limit, before } = request.query as Record<string, string | undefined>;
    return {
      data: deps.exchanges.list({
        limit: Math.min(Number(limit ?? 50) || 50, 500),
        ...(purchase === undefined ? {} : { purchase }),
        ...(kind === undefined ? {} : { kind }),
        ...(before === undefined ? {} : { before: Number(before) }),
      }),
    };
  });

  app.get('/control/merchants', async () => ({ data: MERCHANTS }));
  app.get('/control/cards', async () => ({ data: deps.resources.all('card').map(({ body }) => cardRow(deps, body)) }));
  app.get('/control/purchases', async (request) => {
    const { limit } = request.query as { limit?: string };
    const rows = deps.store.all<{ body: string }>(
      'SELECT body FROM purchases ORDER BY seq DESC LIMIT ?',
      Math.min(Number(limit ?? 30) || 30, 200),
    );
    return { data: rows.map(({ body }) => purchaseRow(deps, JSON.parse(body) as Purchase)) };
  });
  app.get('/control/purchases/:token', async (request) => purchaseRow(deps, foundPurchase(deps, request.params)));
  app.post('/control/purchases/:token/expire', async (request) => {
    const expired = await deps.network.expire(foundPurchase(deps, request.params).token, deps.clock.now());
    if (expired === null) throw new ApiError(400, '400017', 'Nothing is held any more');
    return { transaction: expired.transaction };
  });

  app.post('/control/purchases', async (request, reply) => {
    if (!Array.isArray(request.body)) throw invalidField('body', 'must be a list of purchases');
    const wanted = request.body.map((item: unknown) => readShopping(deps, asObject(item)));
    return reply.code(201).send({ data: await buyAll(deps, wanted) });
  });

  app.post('/control/simulate', async (request, reply) => {
    const { transaction } = await deps.network.send(readMessage(deps, asObject(request.body)));
    return reply.code(201).send({ transaction });
  });

  app.get('/control/shoppers', async () => ({ per_minute: deps.shoppers.perMinute }));
  app.put('/control/shoppers', async (request) => {
    const perMinute = Number(asObject(request.body)['per_minute']);
    if (!Number.isFinite(perMinute) || perMinute < 0 || perMinute > 6_000)
      throw invalidField('per_minute', 'must be a number from 0 to 6000');
    deps.shoppers.pace(perMinute);
    return { per_minute: deps.shoppers.perMinute };
  });

  app.post('/control/reset', async (_request, reply) => {
    await deps.reset();
    return reply.code(204).send();
  });
}

/** One message as the page sends it: no credentials of the API needed, a merchant of the catalogue by its key. */
function readMessage(deps: ControlDeps, body: Body): Terms {
  const event = String(body['event']);
  if (!isPlayed(event)) throw notFound('Event type');
  const amount = unitsFrom(body['amount']);
  if (amount === null || amount < 0) throw invalidField('amount', 'must be an amount, such as 12.50');
  if (typeof body['preceding'] === 'string') return terms(event, deps.clock.now(), { preceding: body['preceding'], amount });
  const cardToken = String(body['card_token']);
  const card = deps.resources.find('card', cardToken)?.body;
  if (card === undefined) throw notFound('Card');
  const { acceptor, online } = readMerchant(body['merchant']);
  return terms(event, deps.clock.now(), {
    cardToken,
    amount,
    acceptor,
    currency: typeof body['currency'] === 'string' ? body['currency'] : currencyOf(card),
    isPreauthorization: body['is_preauthorization'] === true,
    point: { cardPresent: !online },
    attached: paidByWallet(deps, cardToken, body['wallet_token']),
  });
}

function readShopping(deps: ControlDeps, item: Body): Shopping {
  const cardToken = item['card_token'];
  if (typeof cardToken !== 'string') throw missingField('card_token');
  const card = deps.resources.find('card', cardToken)?.body;
  if (card === undefined) throw notFound('Card');
  const { acceptor, online } = readMerchant(item['merchant']);
  const amount = unitsFrom(item['amount']);
  if (amount === null || amount < 0) throw invalidField('amount', 'must be an amount, such as 12.50');
  const story = item['story'] ?? 'simple';
  if (!STORY_NAMES.includes(story as StoryName)) throw invalidField('story', `must be one of ${STORY_NAMES.join(', ')}`);
  const at = item['at'] === undefined ? deps.clock.now() : Date.parse(textOf(item['at']));
  if (Number.isNaN(at)) throw invalidField('at', 'must be a time');
  return {
    cardToken,
    acceptor,
    amount,
    online,
    story: story as StoryName,
    currency: typeof item['currency'] === 'string' ? item['currency'] : currencyOf(card),
    pace: item['pace'] === 'minutes' ? 'minutes' : 'days',
    conversion: null,
    at,
  };
}

function readMerchant(given: unknown): { acceptor: Acceptor; online: boolean } {
  if (typeof given !== 'string') return { acceptor: acceptorOf(given), online: false };
  const known = MERCHANTS.find(({ key }) => key === given);
  if (known === undefined) throw new ApiError(400, '400001', `Merchant ${given} not found`);
  return known;
}

/** In their order, several at a time; what is for later is planned. */
async function buyAll({ stories, clock }: ControlDeps, wanted: readonly Shopping[]): Promise<Body[]> {
  const results: Body[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < wanted.length; index = next++) {
      const shopping = wanted[index];
      if (shopping === undefined) return;
      if (shopping.at > clock.now()) {
        stories.plan(shopping);
        results[index] = { state: 'PLANNED' };
        continue;
      }
      const { token, state, response } = await stories.begin(shopping);
      results[index] = { transaction_token: token, state, response };
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, wanted.length) }, worker));
  return results;
}

function foundPurchase({ network }: ControlDeps, params: unknown): Purchase {
  const purchase = network.ledger.purchase((params as { token: string }).token);
  if (purchase === null) throw notFound('Purchase');
  return purchase;
}

export function nameOf(user: Body | undefined): string {
  return [user?.['first_name'], user?.['last_name']].filter((part) => typeof part === 'string').join(' ') || 'Unnamed';
}

function cardRow(deps: ControlDeps, card: Body): Body {
  const product = deps.resources.find('cardproduct', String(card['card_product_token']))?.body;
  return {
    token: card['token'],
    holder: nameOf(deps.resources.find('user', String(card['user_token']))?.body),
    last_four: card['last_four'],
    state: card['state'],
    expiration: card['expiration'],
    product: product?.['name'],
    currency: currencyOf(card),
    fulfillment_status: card['fulfillment_status'],
  };
}

function purchaseRow(deps: ControlDeps, purchase: Purchase): Body {
  const first = deps.store.get<{ body: string }>('SELECT body FROM transactions WHERE token = ?', purchase.token);
  const transaction = JSON.parse(first?.body ?? '{}') as Body;
  const messages = deps.store.all<{ token: string; type: string; state: string; body: string }>(
    'SELECT token, type, state, body FROM transactions WHERE purchase = ? ORDER BY seq',
    purchase.token,
  );
  const card = deps.resources.find('card', purchase.cardToken)?.body;
  return {
    token: purchase.token,
    state: purchase.state,
    side: purchase.side,
    time: wireTimestamp(purchase.time),
    merchant: (transaction['card_acceptor'] as Body | undefined)?.['name'],
    mcc: (transaction['card_acceptor'] as Body | undefined)?.['mcc'],
    holder: nameOf(deps.resources.find('user', String(card?.['user_token']))?.body),
    last_four: card?.['last_four'],
    currency: purchase.currency,
    authorized: toNumber(purchase.authorized),
    held: toNumber(purchase.held),
    cleared: toNumber(purchase.cleared),
    refunded: toNumber(purchase.refunded),
    response: transaction['response'],
    messages: messages.map(({ token, type, state, body }) => {
      const { amount, created_time: time, response } = JSON.parse(body) as Body;
      return { token, type, state, amount, time, response };
    }),
  };
}

import type { CardState } from '../../wire/card.ts';
import { ApiError, notFound, unknownRelation } from '../core/api-error.ts';
import { cardTransition, type RequestableCardState } from '../core/card-state.ts';
import { DAY_MS, wireTime } from '../core/clock.ts';
import { readFields } from '../core/fields.ts';
import { isActiveStatus } from '../core/holder-state.ts';
import type { HolderStatus } from '../../wire/holder.ts';
import type { Body, Resource } from '../core/resources.ts';
import { path } from '../network/context.ts';
import {
  announceCard,
  applyCardTransition,
  CARD_FIELDS,
  CARD_TRANSITION_FIELDS,
  cardTransitionBody,
  expirationText,
  expiryOf,
  makePan,
} from './cards.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const LIST = { count: 5, max: 100 };
const SHIPMENT = 'card.ship';

export const cardRoutes: Routes = (app, deps) => {
  deps.scheduler.handle(SHIPMENT, (task) => ship(deps, task.subject, task.body as Shipment, task.at));

  app.post('/cards', async (request, reply) => {
    const created = createOnce(
      deps,
      'card',
      request.body,
      'token',
      (token, at) => newCard(deps, request.body, token, at),
      (card) => settleNewCard(deps, card.body),
    );
    const query = request.query as Query;
    return reply.code(201).send(presented(deps, created.body, query['show_pan'] === 'true', query['show_cvv_number'] === 'true'));
  });

  app.get('/cards', async (request) => {
    const query = request.query as Query;
    if (query['last_four'] === undefined) throw new ApiError(400, '400008', 'Missing a required parameter: last_four');
    return cardsWhere(deps, query, { last_four: query['last_four'] });
  });

  app.get('/cards/user/:token', async (request) =>
    cardsWhere(deps, request.query as Query, { user_token: (request.params as { token: string }).token }),
  );

  app.get('/cards/:token', async (request) => expanded(deps, foundCard(deps, request.params), (request.query as Query)['expand']));

  app.get('/cards/:token/showpan', async (request) => {
    return presented(deps, foundCard(deps, request.params), true, (request.query as Query)['show_cvv_number'] === 'true');
  });

  app.put('/cards/:token', async (request) => {
    const before = foundCard(deps, request.params);
    const { token: _token, user_token: _user, card_product_token: _product, ...fields } = readFields(request.body, CARD_FIELDS, true);
    const after = { ...before, ...fields, last_modified_time: wireTime(deps.clock.now()) };
    deps.resources.update('card', String(before['token']), after, deps.clock.now());
    return after;
  });

  app.post('/cardtransitions', async (request, reply) => {
    let after: Body | null = null;
    const created = createOnce(
      deps,
      'cardtransition',
      request.body,
      'token',
      (token, at) => {
        const asked = readTransition(deps, request.body);
        after = { ...asked.card, state: asked.state, state_reason: asked.reason, last_modified_time: wireTime(at) };
        const user = deps.resources.find('user', String(asked.card['user_token']))?.body;
        return cardTransitionBody(after, user, { ...asked, token, at });
      },
      (transition) => {
        if (after === null) return;
        deps.resources.update('card', String(after['token']), after, deps.clock.now());
        announceCard(deps, transition.body);
        if (transition.body['type'] === 'state.activated') replaceSource(deps, after, 'reissue_pan_from_card_token');
      },
    );
    return reply.code(201).send(created.body);
  });

  app.get('/cardtransitions/:token', async (request) => {
    const found = deps.resources.find('cardtransition', (request.params as { token: string }).token);
    if (found === null) throw notFound('Transition');
    return found.body;
  });

  app.get('/cardtransitions/card/:token', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { token } = request.params as { token: string };
    // Two transitions of one moment are told apart by their order.
    const order = query['sort_by'] === undefined ? 'created DESC, id DESC' : orderOf(query, '-createdTime');
    return pageOf(
      deps.resources.list('cardtransition', { card_token: token }, order, slice).map(({ body }) => body),
      slice,
    );
  });
};

/** The card with its number. Shown together with its code it counts as handed over, and a transition says so (§5.3). */
function presented(deps: Deps, card: Body, withPan: boolean, withCode: boolean): Body {
  if (!withPan && !withCode) return card;
  const token = String(card['token']);
  const secrets = deps.store.get<{ pan: string; cvv: string }>('SELECT pan, cvv FROM card_secrets WHERE card_token = ?', token);
  if (secrets === undefined) throw notFound('Card');
  const handedOver = withPan && withCode && card['fulfillment_status'] === 'ISSUED';
  const shown = handedOver ? deps.store.atomically(() => presentDigitally(deps, card)) : card;
  return { ...shown, ...(withPan ? { pan: secrets.pan } : {}), ...(withCode ? { cvv_number: secrets.cvv } : {}) };
}

function presentDigitally(deps: Deps, card: Body): Body {
  const type = 'fulfillment.digitally_presented';
  const step = { channel: 'API', state: card['state'] as CardState, type, reason: 'Card digitally presented', at: deps.clock.now() };
  return applyCardTransition(deps, card, { fulfillment_status: 'DIGITALLY_PRESENTED' }, step, null);
}

function cardsWhere(deps: Deps, query: Query, where: Readonly<Record<string, string>>): Body {
  const slice = sliceOf(query, LIST);
  return pageOf(
    deps.resources.list('card', where, orderOf(query, '-lastModifiedTime'), slice).map(({ body }) => body),
    slice,
  );
}

function foundCard(deps: Deps, params: unknown): Body {
  const card = deps.resources.find('card', (params as { token: string }).token);
  if (card === null) throw notFound('Card');
  return card.body;
}

function expanded(deps: Deps, card: Body, expand: string | undefined): Body {
  if (expand === undefined || !expand.split(',').includes('user')) return card;
  return { ...card, user: deps.resources.find('user', String(card['user_token']))?.body };
}

/** Wire-format §5.1-§5.3. The number and its code are kept apart, and shown by `showpan` alone. */
function newCard(deps: Deps, given: unknown, token: string, at: number): Body {
  const fields = readFields(given, CARD_FIELDS);
  if (deps.resources.find('user', String(fields['user_token'])) === null) throw unknownRelation('Cardholder');
  const product = deps.resources.find('cardproduct', String(fields['card_product_token']))?.body;
  if (product === undefined) throw unknownRelation('Card product');
  if (fields['new_pan_from_card_token'] !== undefined && fields['reissue_pan_from_card_token'] !== undefined)
    throw new ApiError(400, '400037', 'new_pan_from_card_token and reissue_pan_from_card_token exclude each other');
  const pan = panOf(deps, fields, product);
  const expiry = expiryOf(product, fields, at);
  deps.store.run('INSERT INTO card_secrets (card_token, pan, cvv, pin) VALUES (?, ?, ?, NULL)', token, pan, deps.ids.digits(3));
  const time = wireTime(at);
  return {
    ...fields,
    token,
    last_four: pan.slice(-4),
    pan: `${pan.slice(0, 6)}______${pan.slice(-4)}`,
    expiration: expirationText(expiry),
    expiration_time: wireTime(expiry),
    barcode: deps.ids.digits(20),
    pin_is_set: false,
    state: 'UNACTIVATED',
    state_reason: 'New card',
    fulfillment_status: 'ISSUED',
    instrument_type: path(product, 'config', 'fulfillment')?.['payment_instrument'] ?? 'PHYSICAL_MSR',
    expedite: fields['expedite'] ?? false,
    metadata: fields['metadata'] ?? {},
    created_time: time,
    last_modified_time: time,
  };
}

function panOf(deps: Deps, fields: Body, product: Body): string {
  const source = fields['reissue_pan_from_card_token'];
  if (typeof source !== 'string' || fields['generate_new_pan'] === true) return makePan(product, deps.ids);
  const secrets = deps.store.get<{ pan: string }>('SELECT pan FROM card_secrets WHERE card_token = ?', source);
  if (secrets === undefined) throw unknownRelation('Source card');
  return secrets.pan;
}

function settleNewCard(deps: Deps, card: Body): void {
  const at = deps.clock.now();
  const issued = { channel: 'SYSTEM', state: 'UNACTIVATED' as CardState, type: 'fulfillment.issued', reason: 'New card', at };
  const after = applyCardTransition(deps, card, {}, issued, null);
  replaceSource(deps, after, 'new_pan_from_card_token');
  const product = deps.resources.find('cardproduct', String(card['card_product_token']))?.body;
  const holder = deps.resources.find('user', String(card['user_token']))?.body;
  const mayPay = isActiveStatus((holder?.['status'] ?? 'CLOSED') as HolderStatus);
  if (mayPay && path(product, 'config', 'card_life_cycle')?.['activate_upon_issue'] === true) {
    const active = {
      channel: 'API',
      state: 'ACTIVE' as CardState,
      type: 'state.activated',
      reason: 'Activated upon issue',
      reasonCode: '00',
      at,
    };
    applyCardTransition(deps, after, { state: 'ACTIVE', state_reason: 'Activated upon issue' }, active, null);
  }
  if (String(card['instrument_type']).startsWith('PHYSICAL')) planShipment(deps, String(card['token']), at);
}

/** Lost and stolen cards end when their successor is made, damaged ones when it is activated (§5.6). */
function replaceSource(deps: Deps, card: Body, name: 'new_pan_from_card_token' | 'reissue_pan_from_card_token'): void {
  const keeps = (card['activation_actions'] as Body | undefined)?.['terminate_reissued_source_card'] === false;
  const source = typeof card[name] === 'string' ? deps.resources.find('card', card[name]) : null;
  if (source === null || keeps || source.body['state'] === 'TERMINATED') return;
  const ended = { channel: 'SYSTEM', state: 'TERMINATED' as CardState, type: 'state.terminated', reason: 'Replaced', at: deps.clock.now() };
  applyCardTransition(deps, source.body, { state: 'TERMINATED', state_reason: 'Replaced' }, ended, null);
}

interface Shipment {
  readonly status: 'ORDERED' | 'SHIPPED' | 'DELIVERED';
}

function planShipment(deps: Deps, token: string, at: number): void {
  const { cardOrderedAfterDays, cardShippedAfterDays, cardDeliveredAfterDays } = deps.settings.unconfirmed;
  const plan = [
    ['ORDERED', cardOrderedAfterDays],
    ['SHIPPED', cardShippedAfterDays],
    ['DELIVERED', cardDeliveredAfterDays],
  ] as const;
  for (const [status, days] of plan) deps.scheduler.add(at + days * DAY_MS, SHIPMENT, token, { status });
}

function ship(deps: Deps, token: string, { status }: Shipment, at: number): void {
  const card = deps.resources.find('card', token)?.body;
  if (card === undefined || card['state'] === 'TERMINATED') return;
  const step = { channel: 'SYSTEM', state: card['state'] as CardState, type: `fulfillment.${status.toLowerCase()}`, at };
  deps.store.atomically(() => applyCardTransition(deps, card, { fulfillment_status: status }, step, null));
}

function readTransition(
  deps: Deps,
  given: unknown,
): { card: Body; state: CardState; type: string; channel: string; reason: string; reasonCode?: string } {
  const fields = readFields(given, CARD_TRANSITION_FIELDS);
  const card: Resource | null = deps.resources.find('card', String(fields['card_token']));
  if (card === null) throw unknownRelation('Card');
  const to = fields['state'] as RequestableCardState;
  const from = card.body['state'] as CardState;
  const outcome = cardTransition(from, to, deps.settings.unconfirmed);
  if (!outcome.allowed) {
    const status = deps.settings.unconfirmed.illegalTransitionStatus;
    throw new ApiError(status, `${status}019`, `Invalid transition from ${from} to ${to}`);
  }
  const holder = deps.resources.find('user', String(card.body['user_token']))?.body;
  if (to === 'ACTIVE' && !isActiveStatus((holder?.['status'] ?? 'CLOSED') as HolderStatus))
    throw new ApiError(422, '422001', 'Cardholder not active');
  return {
    card: card.body,
    state: to,
    type: outcome.type,
    channel: String(fields['channel']),
    reason: typeof fields['reason'] === 'string' ? fields['reason'] : '',
    ...(typeof fields['reason_code'] === 'string' ? { reasonCode: fields['reason_code'] } : {}),
  };
}

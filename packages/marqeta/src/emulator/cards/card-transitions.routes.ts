import type { CardState } from '../../wire/card.ts';
import type { HolderStatus } from '../../wire/holder.ts';
import { createOnce, type Deps, type Routes } from '../api/deps.ts';
import { CHANNELS, REASON_CODES } from '../api/holders.ts';
import { orderOf, pageOf, type Query, sliceOf } from '../api/listing.ts';
import { ApiError, notFound, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, flag, object, oneOf, readFields, requiredText, text, textOf, token } from '../core/fields.ts';
import { isActiveStatus } from '../core/holder-state.ts';
import type { Body, Resource } from '../core/resources.ts';
import { path } from '../network/context.ts';
import { syncWalletTokens } from '../wallets/card-tokens.ts';
import { expiryUponActivation, followActivation } from './activation.ts';
import { cardTransition, REQUESTABLE_CARD_STATES, type RequestableCardState } from './card-state.ts';
import { announceCard, type CardMove, cardTransitionBody } from './card-transition.ts';

const LIST = { count: 5, max: 100 };
const FIELDS: Fields = {
  token,
  card_token: requiredText(1, 36),
  state: oneOf(REQUESTABLE_CARD_STATES, true),
  channel: oneOf(CHANNELS, true),
  reason_code: oneOf(REASON_CODES),
  reason: text(255),
  sync_state_with_dwts: flag,
  validations: object,
};

/** Wire-format §5.8. */
export const cardTransitionRoutes: Routes = (app, deps) => {
  app.post('/cardtransitions', async (request, reply) => {
    let moved: { readonly from: Body; readonly after: Body; readonly withTokens: boolean } | null = null;
    const created = createOnce(
      deps,
      'cardtransition',
      request.body,
      'token',
      (tokenText, at) => {
        const { card, holder, move, withTokens } = readMove(deps, request.body, at);
        const first = card['state'] === 'UNACTIVATED' && move.state === 'ACTIVE';
        const change = { state: move.state, state_reason: move.reason ?? '', ...(first ? expiryUponActivation(deps, card, at) : {}) };
        moved = { from: card, after: { ...card, ...change, last_modified_time: wireTime(at) }, withTokens };
        return cardTransitionBody(moved.after, holder, tokenText, move);
      },
      (transition) => {
        if (moved === null) return;
        const { from, after, withTokens } = moved;
        deps.resources.update('card', String(after['token']), after, transition.created);
        announceCard(deps, transition.body);
        if (withTokens) syncWalletTokens(deps, after, causeOf(transition));
        if (from['state'] === 'UNACTIVATED' && after['state'] === 'ACTIVE') followActivation(deps, after, transition.created);
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
    const { token: cardToken } = request.params as { token: string };
    // Two transitions of one moment are told apart by their order.
    const order = query['sort_by'] === undefined ? 'created DESC, id DESC' : orderOf(query, '-createdTime');
    return pageOf(
      deps.resources.list('cardtransition', { card_token: cardToken }, order, slice).map(({ body }) => body),
      slice,
    );
  });
};

/** Tokens move by the channel and for the reason by which their card moves. */
function causeOf({ body, created }: Resource): Parameters<typeof syncWalletTokens>[2] {
  const reasonCode = body['reason_code'];
  return { channel: body['channel'] as (typeof CHANNELS)[number], at: created, ...(typeof reasonCode === 'string' ? { reasonCode } : {}) };
}

/** What was asked for, checked against the card and its holder. */
function readMove(deps: Deps, given: unknown, at: number): { card: Body; holder: Body | undefined; move: CardMove; withTokens: boolean } {
  const fields = readFields(given, FIELDS);
  const card = deps.resources.find('card', String(fields['card_token']))?.body;
  if (card === undefined) throw unknownRelation('Card');
  const state = fields['state'] as RequestableCardState;
  const type = permittedType(deps, card['state'] as CardState, state);
  const holder = deps.resources.find('user', String(card['user_token']))?.body;
  if (state === 'ACTIVE' && !isActiveStatus((holder?.['status'] ?? 'CLOSED') as HolderStatus))
    throw new ApiError(422, '422001', 'Cardholder not active');
  const move: CardMove = {
    state,
    type,
    at,
    channel: String(fields['channel']),
    reason: textOf(fields['reason']),
    ...(typeof fields['reason_code'] === 'string' ? { reasonCode: fields['reason_code'] } : {}),
    validations: validated(path(fields, 'validations', 'user'), card, holder),
  };
  return { card, holder, move, withTokens: fields['sync_state_with_dwts'] === true };
}

function permittedType(deps: Deps, from: CardState, to: RequestableCardState): string {
  const outcome = cardTransition(from, to, deps.settings.unconfirmed);
  if (outcome.allowed) return outcome.type;
  const status = deps.settings.unconfirmed.illegalTransitionStatus;
  throw new ApiError(status, `${status}019`, `Invalid transition from ${from} to ${to}`);
}

/** What the caller knows of the holder, compared; it decides nothing, the answer only says what was right (§5.8). */
function validated(asked: Body | undefined, card: Body, holder: Body | undefined): Body {
  if (asked === undefined) return {};
  const known: Body = {
    birth_date: textOf(holder?.['birth_date']),
    phone: textOf(holder?.['phone']),
    ssn: textOf(holder?.['ssn']).slice(-4),
    random_name_line1_postfix: textOf(nameLine(card)?.['value']).slice(-6),
  };
  return Object.fromEntries(Object.entries(known).map(([name, value]) => [name, value !== '' && asked[name] === value]));
}

const nameLine = (card: Body): Body | undefined => path(card, 'fulfillment', 'card_personalization', 'text', 'name_line_1');

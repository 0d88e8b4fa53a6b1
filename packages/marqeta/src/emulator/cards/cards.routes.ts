import { createOnce, type Deps, type Routes } from '../api/deps.ts';
import { orderOf, pageOf, type Query, sliceOf } from '../api/listing.ts';
import { ApiError, invalidField, notFound, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, readFields, requiredText, text, textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { CARD_UPDATE_FIELDS } from './card.ts';
import { cardsWithPan, secretsOf } from './card-secrets.ts';
import { newCard, settleNewCard } from './new-card.ts';
import { handedOver } from './presentation.ts';
import { SHIPMENT, shipAsPlanned } from './shipping.ts';
import type { Reportable } from './fulfillment.ts';

const LIST = { count: 5, max: 100 };
const PAN_FIELDS: Fields = { pan: requiredText(12, 19), cvv_number: text(4), expiration: text(4) };

/** Wire-format §5.1-§5.6. */
export const cardRoutes: Routes = (app, deps) => {
  deps.scheduler.handle(SHIPMENT, ({ subject, body, at }) => shipAsPlanned(deps, subject, (body as { status: Reportable }).status, at));

  app.post('/cards', async (request, reply) => {
    const shown = shownBy(request.query as Query);
    const created = createOnce(
      deps,
      'card',
      request.body,
      'token',
      (token, at) => newCard(deps, request.body, token, at),
      (card) => settleNewCard(deps, card.body, card.created, shown.pan && shown.code),
    );
    return reply.code(201).send(presented(deps, created.body, shown));
  });

  app.get('/cards', async (request) => {
    const query = request.query as Query;
    if (query['last_four'] === undefined) throw new ApiError(400, '400008', 'Missing a required parameter: last_four');
    return cardsWhere(deps, query, { last_four: query['last_four'] });
  });

  app.get('/cards/user/:token', async (request) =>
    cardsWhere(deps, request.query as Query, { user_token: (request.params as { token: string }).token }),
  );

  app.get('/cards/barcode/:barcode', async (request) => {
    const { barcode } = request.params as { barcode: string };
    const [card] = deps.resources.list('card', { barcode }, 'id', { count: 1, startIndex: 0 });
    if (card === undefined) throw notFound('Card');
    return card.body;
  });

  app.post('/cards/getbypan', async (request) => cardOfPan(deps, readFields(request.body, PAN_FIELDS)));

  app.get('/cards/:token', async (request) => expanded(deps, foundCard(deps, request.params), (request.query as Query)['expand']));

  app.get('/cards/:token/showpan', async (request) =>
    presented(deps, foundCard(deps, request.params), { ...shownBy(request.query as Query), pan: true }),
  );

  app.put('/cards/:token', async (request) => updated(deps, foundCard(deps, request.params), request.body));
};

interface Shown {
  readonly pan: boolean;
  readonly code: boolean;
}

const shownBy = (query: Query): Shown => ({ pan: query['show_pan'] === 'true', code: query['show_cvv_number'] === 'true' });

/** The card with its number. Shown together with its code it counts as handed over, and a transition says so (§5.3). */
function presented(deps: Deps, card: Body, { pan, code }: Shown): Body {
  if (!pan && !code) return card;
  const secrets = secretsOf(deps.store, String(card['token']));
  if (secrets === null) throw notFound('Card');
  const shown = pan && code ? handedOver(deps, card) : card;
  return { ...shown, ...(pan ? { pan: secrets.pan } : {}), ...(code ? { cvv_number: secrets.cvv } : {}) };
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
  const asked = expand?.split(',') ?? [];
  const wanted = new Set(deps.settings.unconfirmed.cardExpansions.filter((name) => asked.includes(name)));
  return {
    ...card,
    ...(wanted.has('user') ? { user: deps.resources.find('user', String(card['user_token']))?.body } : {}),
    ...(wanted.has('cardproduct') ? { cardproduct: deps.resources.find('cardproduct', String(card['card_product_token']))?.body } : {}),
  };
}

/** Tells whose card it is. Of several with the number, the one that still lives (§5.5). */
function cardOfPan(deps: Deps, { pan, cvv_number: code, expiration }: Body): Body {
  const cards = cardsWithPan(deps.store, String(pan))
    .filter(({ cvv }) => code === undefined || cvv === code)
    .map(({ card_token }) => deps.resources.find('card', card_token)?.body)
    .filter((card) => card !== undefined && (expiration === undefined || card['expiration'] === expiration));
  const card = cards.find((each) => each?.['state'] !== 'TERMINATED') ?? cards[0];
  if (card === undefined) throw invalidField('pan', 'is of no card');
  return {
    card_token: card['token'],
    user_token: card['user_token'],
    created_time: card['created_time'],
    last_modified_time: card['last_modified_time'],
  };
}

/** Only what was given changes; a card goes to another holder before its activation alone (§5.4). */
function updated(deps: Deps, before: Body, given: unknown): Body {
  const changes = readFields(given, CARD_UPDATE_FIELDS, true);
  if (Object.keys(changes).length === 0) return before;
  const holder = changes['user_token'];
  if (holder !== undefined && holder !== before['user_token']) {
    if (deps.resources.find('user', textOf(holder)) === null) throw unknownRelation('Cardholder');
    if (before['state'] !== 'UNACTIVATED') throw invalidField('user_token', 'changes before activation only');
  }
  const after = { ...before, ...changes, last_modified_time: wireTime(deps.clock.now()) };
  deps.resources.update('card', String(before['token']), after, deps.clock.now());
  return after;
}

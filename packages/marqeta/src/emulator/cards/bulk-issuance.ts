import type { Deps } from '../api/deps.ts';
import { recordCreation, USER } from '../api/holders.ts';
import { newUser } from '../api/users.routes.ts';
import { unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, flag, object, readFields, requiredText, textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { path } from '../network/context.ts';
import { newCard, settleNewCard } from './new-card.ts';

/** Planned steps of an order: its next cards are made; the printer sends it. */
export const BULK_ISSUE = 'bulk.issue';
export const BULK_SHIP = 'bulk.ship';

/** Cards made in one step, so that an order of 50,000 does not hold up everything else. */
const STEP = 200;
const FIELDS: Fields = {
  token: requiredText(1, 36),
  card_allocation: { type: 'number', min: 1, max: 50_000, whole: true, required: true },
  card_product_token: requiredText(1, 36),
  fulfillment: { type: 'object', required: true },
  expedite: flag,
  expiration_offset: object,
  name_line_1_numeric_postfix: flag,
  name_line_1_random_postfix: flag,
  user_association: object,
};
const ASSOCIATION: Fields = { single_inventory_user: flag, single_inventory_user_token: { type: 'text', min: 1, max: 36 } };

/** An order of many cards (wire-format §5.7); its cards are made afterwards, step by step. */
export function newBulkOrder(deps: Deps, given: unknown, token: string, at: number): Body {
  const fields = readFields(given, FIELDS);
  if (deps.resources.find('cardproduct', String(fields['card_product_token'])) === null) throw unknownRelation('Card product');
  const numbered = fields['name_line_1_numeric_postfix'] === true;
  return {
    ...fields,
    token,
    expedite: fields['expedite'] ?? false,
    user_association: associationOf(deps, fields, at),
    cards_processed: 0,
    ...(numbered ? { name_line1_start_index: 1, name_line1_end_index: fields['card_allocation'] } : {}),
    created_time: wireTime(at),
    last_modified_time: wireTime(at),
  };
}

/** One holder for all cards, who is made when nobody is named; without it each card has one of its own. */
function associationOf(deps: Deps, fields: Body, at: number): Body {
  const asked = readFields(fields['user_association'], ASSOCIATION);
  if (asked['single_inventory_user'] !== true) return { single_inventory_user: false };
  const named = asked['single_inventory_user_token'];
  if (named !== undefined && deps.resources.find('user', textOf(named)) === null) throw unknownRelation('Cardholder');
  return { single_inventory_user: true, single_inventory_user_token: named ?? inventoryUser(deps, at) };
}

function inventoryUser(deps: Deps, at: number): string {
  const token = deps.ids.uuid();
  recordCreation(deps, USER, deps.resources.insert('user', token, newUser(deps, {}, token, at), at, null));
  return token;
}

/** Makes the next cards of an order, and plans the step after. */
export function issueNext(deps: Deps, token: string, at: number): void {
  const order = deps.resources.find('bulkissuance', token)?.body;
  if (order === undefined) return;
  const made = Number(order['cards_processed']);
  const wanted = Number(order['card_allocation']);
  const next = Math.min(made + STEP, wanted);
  deps.store.atomically(() => {
    for (let index = made + 1; index <= next; index += 1) issueOne(deps, order, index, at);
    const finished = next === wanted ? { card_fulfillment_time: wireTime(at) } : {};
    updateOrder(deps, token, { cards_processed: next, ...finished }, at);
  });
  if (next < wanted) deps.scheduler.add(at, BULK_ISSUE, token, {});
}

function issueOne(deps: Deps, order: Body, index: number, at: number): void {
  const token = `card-${deps.ids.digits(16)}`;
  const holder = path(order, 'user_association')?.['single_inventory_user_token'] ?? inventoryUser(deps, at);
  const asked = {
    token,
    user_token: holder,
    card_product_token: order['card_product_token'],
    bulk_issuance_token: order['token'],
    expedite: order['expedite'],
    expiration_offset: order['expiration_offset'],
    fulfillment: withPostfix(order, index, deps.ids.digits(6)),
  };
  const { body } = deps.resources.insert('card', token, newCard(deps, asked, token, at), at, null);
  settleNewCard(deps, body, at, false);
}

/** The first name line ends in the card's number in the order, or in six random digits by which its holder can be known (§5.8). */
function withPostfix(order: Body, index: number, random: string): Body {
  const fulfillment = order['fulfillment'] as Body;
  const postfix =
    order['name_line_1_random_postfix'] === true ? random : order['name_line_1_numeric_postfix'] === true ? String(index) : null;
  if (postfix === null) return fulfillment;
  const personalization = path(fulfillment, 'card_personalization') ?? {};
  const lines = path(personalization, 'text') ?? {};
  const value = `${textOf(path(lines, 'name_line_1')?.['value'])} ${postfix}`.trim();
  return { ...fulfillment, card_personalization: { ...personalization, text: { ...lines, name_line_1: { value } } } };
}

/** The printer hands the order over to the carrier. */
export function shipOrder(deps: Deps, token: string, at: number): void {
  const order = deps.resources.find('bulkissuance', token)?.body;
  if (order === undefined) return;
  updateOrder(
    deps,
    token,
    {
      provider_ship_date: wireTime(at),
      provider_shipping_method: path(order, 'fulfillment', 'shipping')?.['method'] ?? 'LOCAL_MAIL',
      provider_tracking_number: deps.ids.digits(12),
    },
    at,
  );
}

function updateOrder(deps: Deps, token: string, changes: Body, at: number): void {
  const order = deps.resources.find('bulkissuance', token)?.body;
  deps.resources.update('bulkissuance', token, { ...order, ...changes, last_modified_time: wireTime(at) }, at);
}

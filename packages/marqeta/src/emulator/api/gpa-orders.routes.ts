import { ApiError, notFound, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Field, list, readFields, requiredText, text, token } from '../core/fields.ts';
import { toNumber, type Units, unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import { EMPTY } from '../network/account.ts';
import { moveOnAccount } from '../network/account-moves.ts';
import { response } from '../network/message.ts';
import { type FundingSource, programSource } from '../network/payer.ts';
import { accountHolderOf, activeHolderOf } from './account-holder.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import { chargeFees, type FeeDetail, feeDetailsOf, positive, totalOf } from './fees.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const amount: Field = { type: 'number', required: true };
const ORDER = {
  token,
  amount,
  currency_code: requiredText(3, 3),
  funding_source_token: requiredText(1, 36),
  funding_source_address_token: token,
  user_token: token,
  business_token: token,
  fees: list,
  memo: text(99),
  tags: text(255),
};
const UNLOAD = {
  token,
  amount,
  original_order_token: requiredText(1, 36),
  funding_source_address_token: token,
  memo: text(99),
  tags: text(255),
};

/** Loads of an account and their return (wire-format §6.3). */
export const gpaOrderRoutes: Routes = (app, deps) => {
  app.post('/gpaorders', async (request, reply) => {
    const order = createOnce(
      deps,
      'gpaorder',
      request.body,
      'request',
      (tokenText, at) => newOrder(deps, readFields(request.body, ORDER), tokenText, at),
      ({ body, created }) => load(deps, body, created),
    );
    return reply.code(201).send(order.body);
  });

  app.get('/gpaorders/:token', async (request) => {
    const found = deps.resources.find('gpaorder', (request.params as { token: string }).token);
    if (found === null) throw notFound('GPA order');
    return found.body;
  });

  app.post('/gpaorders/unloads', async (request, reply) => {
    const unload = createOnce(
      deps,
      'gpaunload',
      request.body,
      'request',
      (tokenText, at) => newUnload(deps, readFields(request.body, UNLOAD), tokenText, at),
      ({ body, created }) => giveBack(deps, body, created),
    );
    return reply.code(201).send(unload.body);
  });

  app.get('/gpaorders/unloads', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, { count: 5, max: 100 });
    const where = Object.fromEntries(
      ['user_token', 'business_token', 'original_order_token'].flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])),
    );
    const unloads = deps.resources.list('gpaunload', where, orderOf(query, '-createdTime'), slice);
    return pageOf(
      unloads.map(({ body }) => body),
      slice,
    );
  });

  app.get('/gpaorders/unloads/:token', async (request) => {
    const found = deps.resources.find('gpaunload', (request.params as { token: string }).token);
    if (found === null) throw notFound('GPA unload');
    return found.body;
  });
};

function newOrder(deps: Deps, fields: Body, tokenText: string, at: number): Body {
  const holder = activeHolderOf(deps.resources, fields);
  const source = activeSource(deps, fields['funding_source_token']);
  const currency = String(fields['currency_code']);
  const fees = feeDetailsOf(deps, fields['fees'], currency);
  const wanted = positive('amount', fields['amount']);
  return {
    token: tokenText,
    ...holder.named,
    amount: toNumber(wanted),
    currency_code: currency,
    ...(fees.length === 0 ? {} : { fees }),
    ...done(deps, at),
    ...funded(source, wanted + totalOf(fees)),
    ...kept(fields),
  };
}

/** Fees are put on top of the load and taken again at once, so that the holder has the whole amount. */
function load(deps: Deps, order: Body, at: number): void {
  const fees = (order['fees'] ?? []) as FeeDetail[];
  move(deps, 'gpa.credit', { order, at, of: order, total: (unitsFrom(order['amount']) ?? 0) + totalOf(fees) });
  chargeFees(deps, accountHolderOf(deps.resources, order), fees, order, at);
}

/** Never more than was loaded and is left of it, and never what is held or spent. */
function newUnload(deps: Deps, fields: Body, tokenText: string, at: number): Body {
  const original = deps.resources.find('gpaorder', String(fields['original_order_token']))?.body;
  if (original === undefined) throw notFound('GPA order');
  const holder = accountHolderOf(deps.resources, original);
  const wanted = positive('amount', fields['amount']);
  const account = deps.network.ledger.account(holder.account, String(original['currency_code'])) ?? EMPTY;
  if (wanted > (unitsFrom(original['amount']) ?? 0) - unloadedOf(deps, original)) {
    throw new ApiError(412, '412001', 'The amount is above what is left of the order');
  }
  if (wanted > account.available) throw new ApiError(412, '412002', 'Not sufficient funds');
  return {
    token: tokenText,
    ...holder.named,
    original_order_token: original['token'],
    amount: toNumber(wanted),
    ...done(deps, at),
    ...funded(activeSource(deps, original['funding_source_token']), wanted),
    ...kept(fields),
  };
}

function giveBack(deps: Deps, unload: Body, at: number): void {
  const order = deps.resources.find('gpaorder', String(unload['original_order_token']))?.body;
  if (order !== undefined) move(deps, 'gpa.debit', { order, at, of: unload, total: unitsFrom(unload['amount']) ?? 0 });
}

function unloadedOf(deps: Deps, order: Body): Units {
  const earlier = deps.resources.list('gpaunload', { original_order_token: String(order['token']) }, 'id', {
    count: 10_000,
    startIndex: 0,
  });
  return earlier.reduce((sum, { body }) => sum + (unitsFrom(body['amount']) ?? 0), 0);
}

interface OrderMove {
  readonly order: Body;
  /** The order itself, or its unload. */
  readonly of: Body;
  readonly total: Units;
  readonly at: number;
}

function move(deps: Deps, type: 'gpa.credit' | 'gpa.debit', { order, of, total, at }: OrderMove): void {
  const holder = accountHolderOf(deps.resources, order);
  const source = activeSource(deps, order['funding_source_token']);
  const shown = { ...of, funding_source_token: source.maskedToken };
  moveOnAccount(
    { ledger: deps.network.ledger, sender: deps.sender },
    {
      type,
      token: String(of['transaction_token']),
      follows: type === 'gpa.credit' ? null : String(order['transaction_token']),
      at,
      account: holder.account,
      holder: holder.shown,
      currency: String(order['currency_code']),
      amount: total,
      fundingSource: source.token,
      block: type === 'gpa.credit' ? { gpa_order: shown } : { gpa_order_unload: shown },
    },
  );
}

function activeSource(deps: Deps, tokenText: unknown): FundingSource {
  if (deps.resources.find('programfundingsource', String(tokenText)) === null) throw unknownRelation('Funding source');
  const source = programSource(deps.resources, tokenText);
  if (source === null) throw new ApiError(422, '422004', 'Funding source is not active');
  return source;
}

function done(deps: Deps, at: number): Body {
  const time = wireTime(at);
  return {
    transaction_token: deps.ids.uuid(),
    state: 'COMPLETION',
    response: response('0000'),
    created_time: time,
    last_modified_time: time,
  };
}

function funded(source: FundingSource, units: Units): Body {
  return { funding: { amount: toNumber(units), source: source.source }, funding_source_token: source.token };
}

function kept(fields: Body): Body {
  return Object.fromEntries(
    ['memo', 'tags', 'funding_source_address_token'].flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  );
}

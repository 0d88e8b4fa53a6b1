import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { Card, CardTransition } from '../wire/card.ts';
import { type DecimalText, jsonNumber } from '../wire/decimal.ts';
import { Business, BusinessTransition, User, UserTransition } from '../wire/holder.ts';
import { AnyPage, Balances, CardProduct, Pong, ProgramGateway, Webhook } from '../wire/resources.ts';
import { Anything, type Checked, checker } from '../wire/schema.ts';
import { Transaction } from '../wire/transaction.ts';
import { MarqetaHttp, type MarqetaClientOptions, type Query } from './http.ts';
import type * as Requests from './requests.ts';

type Check<T> = (value: unknown) => Checked<T>;

const checks = {
  user: checker(User),
  userTransition: checker(UserTransition),
  business: checker(Business),
  businessTransition: checker(BusinessTransition),
  cardProduct: checker(CardProduct),
  card: checker(Card),
  cardTransition: checker(CardTransition),
  programGateway: checker(ProgramGateway),
  webhook: checker(Webhook),
  transaction: checker(Transaction),
  balances: checker(Balances),
  pong: checker(Pong),
  page: checker(AnyPage),
  anything: checker(Anything),
  simulation: checker(Type.Object({ transaction: Transaction })),
};

export type MarqetaClient = ReturnType<typeof createMarqetaClient>;

/**
 * Marqeta's Core API as far as the product needs it. Every POST carries a token, made here when the caller gives none, so that a
 * repetition never does a thing twice; a caller that repeats by itself (a job) passes its own. Throws `MarqetaError`.
 */
export function createMarqetaClient(options: MarqetaClientOptions) {
  const http = new MarqetaHttp(options);
  const get = <T>(path: string, check: Check<T>, query?: Query) =>
    http.send({ method: 'GET', path, ...(query === undefined ? {} : { query }), repeatable: true }, check);
  const put = <T>(path: string, body: object, check: Check<T>) => http.send({ method: 'PUT', path, body, repeatable: true }, check);
  const create = <T>(path: string, body: { readonly token?: string }, check: Check<T>) =>
    http.send({ method: 'POST', path, body: { ...body, token: body.token ?? randomUUID() }, repeatable: true }, check);
  const list = <T>(path: string, check: Check<T>, query?: Query, count = 100) => paged(http, path, check, query, count);

  return {
    ping: () => get('/ping', checks.pong),
    users: {
      create: (body: Requests.CreateUser) => create('/users', body, checks.user),
      get: (token: string) => get(`/users/${segment(token)}`, checks.user),
      update: (token: string, body: Requests.CreateUser) => put(`/users/${segment(token)}`, body, checks.user),
      list: (query?: Query) => list('/users', checks.user, query),
      children: (parent: string) => list(`/users/${segment(parent)}/children`, checks.user),
      transition: (body: Requests.CreateUserTransition) => create('/usertransitions', body, checks.userTransition),
      transitions: (token: string) => list(`/usertransitions/user/${segment(token)}`, checks.userTransition),
    },
    businesses: {
      create: (body: Requests.CreateBusiness) => create('/businesses', body, checks.business),
      get: (token: string) => get(`/businesses/${segment(token)}`, checks.business),
      update: (token: string, body: Requests.CreateBusiness) => put(`/businesses/${segment(token)}`, body, checks.business),
      list: (query?: Query) => list('/businesses', checks.business, query),
      transition: (body: Requests.CreateBusinessTransition) => create('/businesstransitions', body, checks.businessTransition),
      transitions: (token: string) => list(`/businesstransitions/business/${segment(token)}`, checks.businessTransition),
    },
    cardProducts: {
      create: (body: Requests.CreateCardProduct) => create('/cardproducts', body, checks.cardProduct),
      get: (token: string) => get(`/cardproducts/${segment(token)}`, checks.cardProduct),
      update: (token: string, body: Partial<Requests.CreateCardProduct>) =>
        put(`/cardproducts/${segment(token)}`, body, checks.cardProduct),
      list: () => list('/cardproducts', checks.cardProduct, undefined, 10),
    },
    cards: {
      create: (body: Requests.CreateCard) => create('/cards', body, checks.card),
      get: (token: string) => get(`/cards/${segment(token)}`, checks.card),
      update: (token: string, body: Partial<Requests.CreateCard>) => put(`/cards/${segment(token)}`, { ...body, token }, checks.card),
      ofUser: (userToken: string) => list(`/cards/user/${segment(userToken)}`, checks.card),
      byLastFour: (lastFour: string) => list('/cards', checks.card, { last_four: lastFour }),
      transition: (body: Requests.CreateCardTransition) => create('/cardtransitions', body, checks.cardTransition),
      getTransition: (token: string) => get(`/cardtransitions/${segment(token)}`, checks.cardTransition),
      transitions: (cardToken: string) => list(`/cardtransitions/card/${segment(cardToken)}`, checks.cardTransition),
    },
    programGateways: {
      create: (body: Requests.CreateProgramGateway) => create('/fundingsources/programgateway', body, checks.programGateway),
      get: (token: string) => get(`/fundingsources/programgateway/${segment(token)}`, checks.programGateway),
      /** Marqeta wants the URL and both credentials again with every update (wire-format §6.1). */
      update: (token: string, body: Requests.CreateProgramGateway) =>
        put(`/fundingsources/programgateway/${segment(token)}`, body, checks.programGateway),
    },
    webhooks: {
      create: (body: Requests.CreateWebhook) => create('/webhooks', body, checks.webhook),
      get: (token: string) => get(`/webhooks/${segment(token)}`, checks.webhook),
      list: () => list('/webhooks', checks.webhook),
      /** Replaces the settings: name, events and config are wanted again, with real secrets, not the masked ones (§14.1). */
      update: (token: string, body: Requests.CreateWebhook) => put(`/webhooks/${segment(token)}`, body, checks.webhook),
      ping: (token: string) =>
        http.send({ method: 'POST', path: `/webhooks/${segment(token)}/ping`, body: {}, repeatable: true }, checks.anything),
      /** Sends one notification again; the category is e.g. `transaction` or `cardtransition` (§14.9). */
      resend: (token: string, category: string, eventToken: string) =>
        http.send(
          { method: 'POST', path: `/webhooks/${segment(token)}/${segment(category)}/${segment(eventToken)}`, body: {}, repeatable: true },
          checks.anything,
        ),
    },
    transactions: {
      list: (filter: Requests.TransactionFilter) => list('/transactions', checks.transaction, { ...filter }),
      get: (token: string) => get(`/transactions/${segment(token)}`, checks.transaction),
      /** All messages of the same purchase, in any state. */
      related: (token: string) => list(`/transactions/${segment(token)}/related`, checks.transaction),
      /** Releases a pending authorization from the issuer's side (§9.3). Not repeated by itself: it has no token. */
      releaseAuthorization: (originalToken: string) =>
        http.send(
          {
            method: 'POST',
            path: '/transactions/authorizationreversal',
            body: { original_transaction_token: originalToken },
            repeatable: false,
          },
          checks.simulation,
        ),
    },
    balances: (holderToken: string) => get(`/balances/${segment(holderToken)}`, checks.balances),
    /** Simulations 2.0 (§16.1): sandboxes and the emulator only. Never repeated by itself. */
    simulate: (eventType: string, body: { readonly amount?: DecimalText } & Readonly<Record<string, unknown>>) =>
      http.send(
        {
          method: 'POST',
          path: `/simulations/cardtransactions/${segment(eventType)}`,
          body: body.amount === undefined ? body : { ...body, amount: jsonNumber(body.amount) },
          repeatable: false,
        },
        checks.simulation,
      ),
    close: () => http.close(),
  };
}

/** Walks through a list page by page (wire-format §1.10). */
async function* paged<T>(http: MarqetaHttp, path: string, check: Check<T>, query: Query | undefined, count: number): AsyncGenerator<T> {
  const items: Check<T[]> = (value) => {
    const page = checks.page(value);
    if (!page.ok) return page;
    const data: T[] = [];
    for (const item of page.value.data) {
      const checked = check(item);
      if (!checked.ok) return checked;
      data.push(checked.value);
    }
    more = page.value.is_more === true;
    return { ok: true, value: data, ignored: page.ignored };
  };
  let more = true;
  for (let start = 0; more; ) {
    const data = await http.send({ method: 'GET', path, query: { ...query, count, start_index: start }, repeatable: true }, items);
    yield* data;
    start += data.length;
    if (data.length === 0) return;
  }
}

const segment = encodeURIComponent;

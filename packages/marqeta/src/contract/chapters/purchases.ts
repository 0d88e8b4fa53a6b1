import { Type } from 'typebox';
import { Transaction } from '../../wire/transaction.ts';
import { absent, type Expected, ordered, present } from '../match.ts';
import type { Chapter, Row } from '../row.ts';

const NO_GATEWAY = 'a gateway must answer, and a sandbox does not reach the one of a test';
const Outcome = Type.Object({ transaction: Transaction });
const SHOP = { mid: '123456789012', mcc: '5814', name: 'Corner Coffee', city: 'Oakland', state: 'CA', country_code: 'USA' };

/** A message of simulations 2.0, and what its transaction is like. */
function simulated(what: string, event: string, body: object, transaction: { readonly [name: string]: Expected }, keep?: string): Row {
  return {
    what,
    cites: '§16.1, §9.4, §10',
    call: `POST /simulations/cardtransactions/${event}`,
    body,
    status: 201,
    is: Outcome,
    like: { transaction: { type: event, ...transaction } },
    ...(keep === undefined ? {} : { keep: { [keep]: 'transaction.token' } }),
    emulatorOnly: NO_GATEWAY,
  };
}

/** A first message: the gateway is asked by this JIT method, and approves. */
function asked(event: string, body: object, method: string, but: { readonly [name: string]: Expected } = {}, keep?: string): Row {
  const order = /refund|original\.credit/.test(event) ? 'gpa_order_unload' : 'gpa_order';
  return simulated(
    `is asked as ${method} for ${event}${'amount' in body ? '' : ' without an amount'}`,
    event,
    { card_token: '$payer', card_acceptor: SHOP, ...body },
    {
      card_token: '$payer',
      user_token: '$spender',
      response: { code: '0000' },
      card_acceptor: { mid: '123456789012', mcc: '5814' },
      [order]: { jit_funding: { method, token: present } },
      ...but,
    },
    keep,
  );
}

const after = (name: string, body: object = {}): object => ({ preceding_related_transaction_token: `$${name}`, ...body });

const PREPARED: readonly Row[] = [
  {
    what: 'is on a card whose product asks the gateway',
    cites: '§4, §12',
    call: 'POST /cardproducts',
    body: {
      token: '$asked',
      name: 'Contract asked',
      start_date: '2026-01-01',
      config: {
        fulfillment: { payment_instrument: 'VIRTUAL_PAN', card_personalization: { text: { name_line_1: { value: 'CONTRACT' } } } },
        card_life_cycle: { activate_upon_issue: true },
        transaction_controls: { allow_quasi_cash: true, accepted_countries_token: 'accept_us_only' },
        poi: { ecommerce: true, atm: true },
        jit_funding: { programgateway_funding_source: { enabled: true, funding_source_token: '$gateway', refunds_destination: 'GATEWAY' } },
      },
    },
    status: 201,
  },
  {
    what: 'has a spender',
    cites: '§2',
    call: 'POST /users',
    body: { token: '$spender', first_name: 'Maya', last_name: 'Okafor' },
    status: 201,
  },
  {
    what: 'has a card',
    cites: '§5',
    call: 'POST /cards',
    body: { token: '$payer', user_token: '$spender', card_product_token: '$asked' },
    status: 201,
    like: { state: 'ACTIVE' },
  },
];

/** Simulations 2.0 (wire-format §16.1): what the gateway is asked about. */
export const purchases: Chapter = {
  title: 'a purchase',
  rows: [
    ...PREPARED,
    asked(
      'authorization',
      { amount: 10 },
      'pgfs.authorization',
      {
        state: 'PENDING',
        amount: 10,
        currency_code: 'USD',
        network: 'VISA',
        gpa_order: { jit_funding: { method: 'pgfs.authorization', amount: 10 } },
      },
      'purchase',
    ),
    asked('authorization', {}, 'pgfs.authorization.account_verification', { response: { code: /^(0000|1830|0085)$/ }, amount: 0 }),
    asked('authorization.cashback', { amount: 30, cash_back_amount: 20 }, 'pgfs.authorization.cashback', { amount: 30 }),
    asked('authorization.quasi.cash', { amount: 10 }, 'pgfs.authorization.quasi.cash', {}, 'quasi'),
    asked('authorization.atm.withdrawal', { amount: 40 }, 'pgfs.atm.withdrawal', {}, 'cash'),
    asked('refund.authorization', { amount: 10 }, 'pgfs.refund.authorization', {}, 'announced'),
    asked('refund.authorization', { amount: 11 }, 'pgfs.refund.authorization', {}, 'withdrawn'),
    asked('pindebit', { amount: 10 }, 'pgfs.auth_plus_capture', { state: 'COMPLETION' }),
    asked('pindebit.cashback', { amount: 30, cash_back_amount: 20 }, 'pgfs.pindebit.cashback'),
    asked('pindebit.atm.withdrawal', { amount: 40 }, 'pgfs.pindebit.atm.withdrawal'),
    asked('pindebit.balanceinquiry', {}, 'pgfs.pindebit.balanceinquiry', { response: present }),
    asked('pindebit.authorization', { amount: 10 }, 'pgfs.pindebit.authorization', {}, 'pump'),
    asked('pindebit.authorization', { amount: 11 }, 'pgfs.pindebit.authorization', {}, 'nopump'),
    asked('original.credit.authorization', { amount: 10 }, 'pgfs.original.credit.authorization', {}, 'incoming'),
    asked('original.credit.auth_plus_capture', { amount: 10 }, 'pgfs.original.credit.auth_plus_capture'),
    asked('account.funding.authorization', { amount: 10 }, 'pgfs.authorization'),
    simulated('is raised, and asked again', 'authorization.incremental', after('purchase', { amount: 5 }), {
      state: 'PENDING',
      amount: 5,
      gpa_order: { jit_funding: { method: 'pgfs.authorization.incremental' } },
    }),
    simulated('is lowered by an advice', 'authorization.advice', after('purchase', { amount: 12 }), {
      state: 'PENDING',
      preceding_related_transaction_token: present,
    }),
    simulated('is released in part', 'authorization.reversal', after('purchase', { amount: 2 }), { state: 'PENDING' }),
    simulated(
      'is posted',
      'authorization.clearing',
      after('purchase', { amount: 10 }),
      { state: 'COMPLETION', amount: 10, preceding_related_transaction_token: present, original_transaction_token: absent },
      'posted',
    ),
    simulated(
      'is given back',
      'refund',
      { card_token: '$payer', amount: 4, card_acceptor: SHOP },
      { state: 'COMPLETION', amount: 4 },
      'refunded',
    ),
    simulated(
      'is posted without having been asked',
      'authorization.clearing',
      { original_transaction_token: '$purchase', amount: 7, force_post: true },
      { state: 'COMPLETION', amount: 7 },
    ),
    simulated('of quasi-cash is posted', 'authorization.clearing.quasi.cash', after('quasi', { amount: 10 }), { state: 'COMPLETION' }),
    simulated('of cash is posted', 'authorization.clearing.atm.withdrawal', after('cash', { amount: 40 }), { state: 'COMPLETION' }),
    simulated('has its announced refund posted', 'refund.authorization.clearing', after('announced', { amount: 10 }), {
      state: 'COMPLETION',
    }),
    simulated('has its announced refund withdrawn', 'refund.authorization.reversal', after('withdrawn', { amount: 11 }), {
      state: 'CLEARED',
    }),
    simulated('at a pump is posted', 'pindebit.authorization.clearing', after('pump', { amount: 8 }), { state: 'COMPLETION' }),
    simulated('at a pump is released', 'pindebit.authorization.reversal', after('nopump', { amount: 11 }), { state: 'CLEARED' }),
    simulated('by PIN is given back', 'pindebit.refund', { card_token: '$payer', amount: 3, card_acceptor: SHOP }, { state: 'COMPLETION' }),
    simulated('in the other direction is posted', 'original.credit.authorization.clearing', after('incoming', { amount: 10 }), {
      state: 'COMPLETION',
    }),
    simulated(
      'abroad is declined where the product says so',
      'authorization',
      { card_token: '$payer', amount: 10, card_acceptor: { ...SHOP, country_code: 'PRT' } },
      { state: 'DECLINED', response: { code: '1864' }, gpa_order: absent },
    ),
    simulated(
      'is declined when the gateway says so',
      'authorization',
      { card_token: '$payer', amount: 4_002, card_acceptor: SHOP },
      {
        state: 'DECLINED',
        response: { code: '1884' },
        gpa_order: { funding: { gateway_log: { response: { code: '402' }, timed_out: false } } },
      },
    ),
    {
      what: 'has a card',
      cites: '§16.1',
      call: 'POST /simulations/cardtransactions/authorization',
      body: { amount: 10 },
      status: [400, 404],
    },
    {
      what: 'has a card that is there',
      cites: '§16.1',
      call: 'POST /simulations/cardtransactions/authorization',
      body: { card_token: '$none', amount: 10 },
      status: [400, 404],
    },
    {
      what: 'that was not made is not posted',
      cites: '§16.1',
      call: 'POST /simulations/cardtransactions/authorization.clearing',
      body: { preceding_related_transaction_token: '$none', amount: 1 },
      status: [400, 404],
    },
    {
      what: 'without its amount is not raised',
      cites: '§16.1',
      call: 'POST /simulations/cardtransactions/authorization.incremental',
      body: { preceding_related_transaction_token: '$none' },
      status: [400, 404],
    },
    {
      what: 'is of a kind that there is',
      cites: '§16.1',
      call: 'POST /simulations/cardtransactions/teleport',
      body: { card_token: '$payer', amount: 1 },
      status: [400, 404],
    },
  ],
  closing: [
    {
      what: 'loses its card',
      cites: '§5.8',
      call: 'POST /cardtransitions',
      body: { card_token: '$payer', state: 'TERMINATED', channel: 'API', reason_code: '01' },
      status: 201,
    },
    {
      what: 'loses its spender',
      cites: '§2.7',
      call: 'POST /usertransitions',
      body: { user_token: '$spender', status: 'CLOSED', reason_code: '01', channel: 'API' },
      status: 201,
    },
    { what: 'loses its product', cites: '§4', call: 'PUT /cardproducts/{token}', at: ['$asked'], body: { active: false }, status: 200 },
  ],
};

/** Simulations 1.0 (wire-format §16.2): older names of the same messages. */
function older(what: string, path: string, body: object, transaction: { readonly [name: string]: Expected }, keep?: string): Row {
  return {
    what,
    cites: '§16.2',
    call: `POST /simulate/${path}`,
    body,
    status: 201,
    is: Outcome,
    like: { transaction, raw_iso8583: { '0': /^\d{4}$/ } },
    ...(keep === undefined ? {} : { keep: { [keep]: 'transaction.token' } }),
    emulatorOnly: NO_GATEWAY,
  };
}
const CARD = { card_token: '$payer', mid: '123456789012' };
const OLD_SHOP = { name: 'Corner Coffee', mcc: '5814', city: 'Oakland', state: 'CA', zip: '94607', country: 'USA' };
const original = (name: string, amount: number, but: object = {}): object => ({ original_transaction_token: `$${name}`, amount, ...but });

export const olderSimulations: Chapter = {
  title: 'a purchase of the first generation',
  rows: [
    older(
      'is authorized',
      'authorization',
      { ...CARD, amount: 10 },
      { type: 'authorization', state: 'PENDING', card_acceptor: { mid: '123456789012' } },
      'old',
    ),
    older('is lowered by an advice', 'authorization/advice', original('old', 9), { type: 'authorization.advice' }),
    older('is posted', 'clearing', original('old', 9), { type: 'authorization.clearing', state: 'COMPLETION' }),
    older('is given back', 'clearing', original('old', 4, { is_refund: true }), { type: 'refund' }),
    older('is authorized once more', 'authorization', { ...CARD, amount: 10 }, { type: 'authorization', state: 'PENDING' }, 'older'),
    older('is reversed', 'reversal', original('older', 10), { type: 'authorization.reversal', state: 'CLEARED' }),
    older('by PIN', 'financial', { ...CARD, amount: 10, card_acceptor: OLD_SHOP }, { type: 'pindebit', state: 'COMPLETION' }),
    older(
      'by PIN at a pump',
      'financial',
      { ...CARD, amount: 50, card_acceptor: OLD_SHOP, is_pre_auth: true },
      { type: 'pindebit.authorization', state: 'PENDING' },
      'oldpump',
    ),
    older('by PIN at a pump is settled', 'financial/advice', original('oldpump', 30), { amount: 30 }),
    older(
      'asks for a balance',
      'financial/balanceinquiry',
      { ...CARD, account_type: 'checking', card_acceptor: OLD_SHOP },
      { type: 'pindebit.balanceinquiry' },
    ),
    older('takes cash', 'financial/withdrawal', { ...CARD, amount: 40, account_type: 'checking' }, { type: 'pindebit.atm.withdrawal' }),
    older(
      'brings money in',
      'financial/originalcredit',
      { ...CARD, amount: 10, type: 'account_to_account' },
      { type: 'original.credit.auth_plus_capture' },
    ),
    {
      what: 'has a merchant',
      cites: '§16.2',
      call: 'POST /simulate/authorization',
      body: { card_token: '$payer', amount: 10 },
      status: 400,
    },
    {
      what: 'that was not made is not posted',
      cites: '§16.2',
      call: 'POST /simulate/clearing',
      body: original('none', 5),
      status: [400, 404],
    },
    {
      what: 'that was not made is not reversed',
      cites: '§16.2',
      call: 'POST /simulate/reversal',
      body: original('none', 5),
      status: [400, 404],
    },
  ],
};

/** Wire-format §9. */
export const transactions: Chapter = {
  title: 'a transaction',
  rows: [
    {
      what: 'is read',
      cites: '§9',
      call: 'GET /transactions/{token}',
      at: ['$purchase'],
      status: 200,
      is: Transaction,
      like: { token: '$purchase', type: 'authorization' },
      emulatorOnly: NO_GATEWAY,
    },
    { what: 'that is not there is not found', cites: '§9', call: 'GET /transactions/{token}', at: ['$none'], status: 404 },
    {
      what: 'has all that belongs to it',
      cites: '§9',
      call: 'GET /transactions/{token}/related',
      at: ['$purchase'],
      query: { count: 100 },
      status: 200,
      pageOf: Transaction,
      like: {
        data: [
          { type: 'authorization' },
          { type: 'authorization.incremental' },
          { type: 'authorization.advice' },
          { type: 'authorization.reversal' },
          { type: 'authorization.clearing' },
        ],
      },
      emulatorOnly: NO_GATEWAY,
    },
    {
      what: 'is listed by its card',
      cites: '§9',
      call: 'GET /cards/{token}/transactions',
      at: ['$payer'],
      status: 200,
      pageOf: Transaction,
      like: { data: present },
      emulatorOnly: NO_GATEWAY,
    },
    {
      what: 'is listed with the newest first',
      cites: '§1.11, §9',
      call: 'GET /transactions',
      query: { card_token: '$payer' },
      status: 200,
      pageOf: Transaction,
      like: { data: ordered('user_transaction_time', 'DOWN') },
      emulatorOnly: NO_GATEWAY,
    },
    {
      what: 'is listed by its type',
      cites: '§9',
      call: 'GET /transactions',
      query: { card_token: '$payer', type: 'pindebit.cashback' },
      status: 200,
      pageOf: Transaction,
      like: { data: [{ type: 'pindebit.cashback' }] },
      emulatorOnly: NO_GATEWAY,
    },
    {
      what: 'that was declined stays out of the list',
      cites: '§9',
      call: 'GET /transactions',
      query: { card_token: '$payer', state: 'DECLINED' },
      status: 200,
      pageOf: Transaction,
      like: { data: [{ state: 'DECLINED' }, { state: 'DECLINED' }] },
      emulatorOnly: NO_GATEWAY,
    },
    {
      what: 'is listed by its funding source',
      cites: '§9',
      call: 'GET /transactions/fundingsource/{funding_source_token}',
      at: ['$gateway'],
      query: { count: 1 },
      status: 200,
      pageOf: Transaction,
      like: { count: 1 },
      emulatorOnly: NO_GATEWAY,
    },
    { what: 'cannot be sorted by its amount', cites: '§1.11', call: 'GET /transactions', query: { sort_by: 'amount' }, status: 400 },
    simulated('is held', 'authorization', { card_token: '$payer', amount: 20, card_acceptor: SHOP }, { state: 'PENDING' }, 'held'),
    {
      what: 'is released by the issuer',
      cites: '§9',
      call: 'POST /transactions/authorizationreversal',
      body: { original_transaction_token: '$held' },
      status: 201,
      is: Outcome,
      like: { transaction: { type: 'authorization.reversal', state: 'CLEARED' } },
      emulatorOnly: NO_GATEWAY,
    },
    {
      what: 'that is not there is not released',
      cites: '§9',
      call: 'POST /transactions/authorizationreversal',
      body: { original_transaction_token: '$none' },
      status: [400, 404],
    },
  ],
};

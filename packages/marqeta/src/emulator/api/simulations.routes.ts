import { invalidField, missingField, notFound } from '../core/api-error.ts';
import { asObject } from '../core/fields.ts';
import { type Units, unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import { isSimulated } from '../network/events.ts';
import { type Acceptor, type Conversion, type PointOfSale, type Terms, terms, UNKNOWN_MERCHANT } from '../network/terms.ts';
import type { Deps, Routes } from './deps.ts';

/** Simulations of both generations (wire-format §16). */
export const simulationRoutes: Routes = (app, deps) => {
  app.post('/simulations/cardtransactions/:eventType', async (request, reply) => {
    const { eventType } = request.params as { eventType: string };
    if (!isSimulated(eventType)) throw notFound('Event type');
    const { transaction } = await deps.network.send(readTerms(deps, eventType, asObject(request.body)));
    return reply.code(201).send({ transaction });
  });

  for (const [route, read] of Object.entries(GENERATION_ONE)) {
    app.post(`/simulate/${route}`, async (request, reply) => {
      const { transaction } = await deps.network.send(read(deps, asObject(request.body)));
      return reply.code(201).send({ transaction, raw_iso8583: isoOf(transaction) });
    });
  }
};

function readTerms(deps: Deps, eventType: string, body: Body): Terms {
  const preceding = textOf(body, 'preceding_related_transaction_token') ?? textOf(body, 'original_transaction_token');
  const cardToken = textOf(body, 'card_token');
  if (cardToken === null && preceding === null) throw missingField('card_token');
  return terms(eventType, deps.clock.now(), {
    cardToken,
    preceding,
    amount: amountOf(body, 'amount'),
    cashBack: amountOf(body, 'cash_back_amount'),
    currency: textOf(body, 'currency_code') ?? 'USD',
    acceptor: acceptorOf(body['card_acceptor']),
    point: pointOf(body),
    network: textOf(body, 'network') ?? 'VISA',
    subnetwork: textOf(body, 'sub_network') ?? 'VISANET',
    conversion: conversionOf(body['currency_conversion']),
    isPreauthorization: body['is_preauthorization'] === true,
    forcePost: body['force_post'] === true,
    isFinal: typeof body['is_final_clearing'] === 'boolean' ? body['is_final_clearing'] : null,
    sequence: sequenceOf(body),
    fees: Array.isArray(body['fees']) ? (body['fees'] as Body[]) : [],
  });
}

type Read = (deps: Deps, body: Body) => Terms;

/** Simulations 1.0: the same messages under older names; sandboxes show them on DISCOVER. */
const GENERATION_ONE: Readonly<Record<string, Read>> = {
  authorization: (deps, body) => first(deps, body, 'authorization'),
  clearing: (deps, body) => following(deps, body, body['is_refund'] === true ? 'refund' : 'authorization.clearing'),
  reversal: (deps, body) => following(deps, body, 'authorization.reversal'),
  'authorization/advice': (deps, body) => following(deps, body, 'authorization.advice'),
  financial: (deps, body) => first(deps, body, amountOf(body, 'cash_back_amount') === null ? 'pindebit' : 'pindebit.cashback'),
  'financial/withdrawal': (deps, body) => first(deps, body, 'pindebit.atm.withdrawal'),
  'financial/balanceinquiry': (deps, body) => first(deps, body, 'pindebit.balanceinquiry'),
};

function first(deps: Deps, body: Body, eventType: string): Terms {
  const cardToken = textOf(body, 'card_token');
  if (cardToken === null) throw missingField('card_token');
  const acceptor = acceptorOf(body['card_acceptor']);
  const { point, ...rest } = readTerms(deps, eventType, body);
  return terms(eventType, deps.clock.now(), {
    ...rest,
    acceptor: { ...acceptor, mid: textOf(body, 'mid') ?? acceptor.mid },
    point: { ...point, pin: textOf(body, 'pin') ?? point.pin },
    isPreauthorization: body['is_pre_auth'] === true,
    network: 'DISCOVER',
  });
}

function following(deps: Deps, body: Body, eventType: string): Terms {
  const preceding = textOf(body, 'original_transaction_token');
  if (preceding === null) throw missingField('original_transaction_token');
  const amount = amountOf(body, 'amount');
  if (amount === null) throw missingField('amount');
  return terms(eventType, deps.clock.now(), { preceding, amount, forcePost: body['force_post'] === true, network: 'DISCOVER' });
}

/** A taste of the network's own message: type, processing code, amount and answer. */
function isoOf(transaction: Body): Body {
  const cents = Math.round(Number(transaction['amount']) * 100);
  return { '0': '0110', '4': String(cents).padStart(12, '0'), '39': transaction['state'] === 'DECLINED' ? '05' : '00' };
}

function textOf(body: Body, name: string): string | null {
  const value = body[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw invalidField(name, 'must be text');
  return value;
}

function amountOf(body: Body, name: string): Units | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  const units = unitsFrom(value);
  if (units === null) throw invalidField(name, 'must be an amount with at most four decimals');
  return units;
}

/** Both generations name the parts of an address differently. */
export function acceptorOf(given: unknown): Acceptor {
  const body = asObject(given);
  const text = (...names: readonly string[]): string | undefined => {
    for (const name of names) if (typeof body[name] === 'string' && body[name] !== '') return body[name];
    return undefined;
  };
  return {
    mid: text('mid') ?? UNKNOWN_MERCHANT.mid,
    mcc: text('mcc') ?? UNKNOWN_MERCHANT.mcc,
    name: text('name') ?? UNKNOWN_MERCHANT.name,
    city: text('city') ?? UNKNOWN_MERCHANT.city,
    state: text('state') ?? (text('country_code', 'country') === undefined ? UNKNOWN_MERCHANT.state : ''),
    postal_code: text('postal_code', 'zip') ?? UNKNOWN_MERCHANT.postal_code,
    country_code: text('country_code', 'country') ?? UNKNOWN_MERCHANT.country_code,
    street_address: text('street_address', 'address') ?? UNKNOWN_MERCHANT.street_address,
  };
}

function pointOf(body: Body): PointOfSale {
  const options = asObject(body['card_options']);
  const pos = asObject(body['pos']);
  const text = (from: Body, name: string): string | null => (typeof from[name] === 'string' ? from[name] : null);
  return {
    cardPresent: options['card_present'] !== false,
    recurring: pos['is_recurring'] === true,
    partialApprovalCapable: pos['partial_approval_capable'] === true || pos['partial_approval_capable'] === '1',
    entryMode: text(pos, 'pan_entry_mode'),
    securityCode: text(options, 'cvv'),
    pin: text(options, 'pin'),
    expiration: text(options, 'expiration'),
    address: addressOf(options),
  };
}

/** Which of several clearings it is, e.g. "01" of "03": the emulator's own addition, since simulations have no field for it. */
function sequenceOf(body: Body): Terms['sequence'] {
  const number = Number(body['multi_clearing_sequence_number']);
  const count = Number(body['multi_clearing_sequence_count']);
  return Number.isInteger(number) && Number.isInteger(count) && number >= 1 && count >= number ? { number, count } : null;
}

function addressOf(options: Body): PointOfSale['address'] {
  const { address, zip } = asObject(options['billing_address']);
  return typeof address === 'string' && typeof zip === 'string' ? { street: address, postalCode: zip } : null;
}

function conversionOf(given: unknown): Conversion | null {
  const body = asObject(given);
  const originalAmount = unitsFrom(body['original_amount']);
  const rate = Number(body['conversion_rate']);
  const originalCurrency = body['original_currency_code'];
  if (originalAmount === null || !Number.isFinite(rate) || typeof originalCurrency !== 'string') return null;
  return { originalAmount, rate, originalCurrency };
}

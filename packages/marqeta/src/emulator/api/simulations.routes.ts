import { invalidField, missingField, notFound } from '../core/api-error.ts';
import { asObject } from '../core/fields.ts';
import { type Units, unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import { isSimulated } from '../network/events.ts';
import { type Acceptor, type Conversion, type PointOfSale, type Terms, terms, UNKNOWN_MERCHANT } from '../network/terms.ts';
import { authenticationOf } from './authentication.ts';
import type { Deps, Routes } from './deps.ts';

/** Simulations 2.0 (wire-format §16.1). */
export const simulationRoutes: Routes = (app, deps) => {
  app.post('/simulations/cardtransactions/:eventType', async (request, reply) => {
    const { eventType } = request.params as { eventType: string };
    if (!isSimulated(eventType)) throw notFound('Event type');
    const body = asObject(request.body);
    checkRequired(eventType, body);
    const { transaction } = await deps.network.send(readTerms(deps, eventType, body));
    return reply.code(201).send({ transaction });
  });
};

/** First messages whose amount may be left out: then the account is checked, or nothing but its balance is asked. */
const AMOUNT_OPTIONAL: ReadonlySet<string> = new Set([
  'authorization',
  'authorization.reversal',
  'pindebit',
  'pindebit.balanceinquiry',
  'authorization.clearing.atm.withdrawal',
  'authorization.clearing.quasi.cash',
]);

/** What §16.1 asks of each event. Amounts of what follows an announced credit may be left out too: then it is the whole. */
function checkRequired(eventType: string, body: Body): void {
  const amount = amountOf(body, 'amount');
  const follows = body['preceding_related_transaction_token'] ?? body['original_transaction_token'];
  const isWhole = follows !== undefined && (eventType.endsWith('.clearing') || eventType.endsWith('.reversal'));
  if (amount === null && !AMOUNT_OPTIONAL.has(eventType) && !isWhole) throw missingField('amount');
  checkCashBack(eventType, body, amount);
}

/** Cash back is part of the amount (§10). */
export function checkCashBack(eventType: string, body: Body, amount: Units | null): void {
  if (!eventType.endsWith('.cashback')) return;
  const cashBack = amountOf(body, 'cash_back_amount');
  if (cashBack === null) throw missingField('cash_back_amount');
  if (cashBack < 0 || cashBack > (amount ?? 0)) throw invalidField('cash_back_amount', 'must be a part of the amount');
}

export function readTerms(deps: Deps, eventType: string, body: Body): Terms {
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
    subnetwork: textOf(body, 'sub_network') ?? subnetworkOf(eventType),
    conversion: conversionOf(body['currency_conversion']),
    isPreauthorization: body['is_preauthorization'] === true,
    forcePost: body['force_post'] === true,
    isFinal: typeof body['is_final_clearing'] === 'boolean' ? body['is_final_clearing'] : null,
    sequence: sequenceOf(body),
    fees: listOf(body, 'fees'),
    attached: attachedOf(body),
  });
}

const ATTACHED = ['account_funding', 'original_credit', 'network_metadata'];

function attachedOf(body: Body): Body {
  const authentication = authenticationOf(body);
  return {
    ...Object.fromEntries(ATTACHED.flatMap((name) => (isBlock(body[name]) ? [[name, body[name]]] : []))),
    ...(authentication === null ? {} : { cardholder_authentication_data: authentication }),
  };
}

const isBlock = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** PIN debit and cash machines have networks of their own. */
function subnetworkOf(eventType: string): string {
  if (eventType.includes('atm.withdrawal') || eventType.endsWith('balanceinquiry')) return 'VISAPLUS';
  return eventType.startsWith('pindebit') ? 'VISAINTERLINK' : 'VISANET';
}

export function textOf(body: Body, name: string): string | null {
  const value = body[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw invalidField(name, 'must be text');
  return value;
}

export function amountOf(body: Body, name: string): Units | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  const units = unitsFrom(value);
  if (units === null) throw invalidField(name, 'must be an amount with at most four decimals');
  return units;
}

export function listOf(body: Body, name: string): Body[] {
  return Array.isArray(body[name]) ? (body[name] as Body[]) : [];
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
    specialCondition: text(pos, 'special_condition_indicator'),
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
  if (address === undefined && zip === undefined) return null;
  return { street: typeof address === 'string' ? address : '', postalCode: typeof zip === 'string' ? zip : '' };
}

function conversionOf(given: unknown): Conversion | null {
  const body = asObject(given);
  const originalAmount = unitsFrom(body['original_amount']);
  const rate = Number(body['conversion_rate']);
  const originalCurrency = body['original_currency_code'];
  if (originalAmount === null || !Number.isFinite(rate) || typeof originalCurrency !== 'string') return null;
  return { originalAmount, rate, originalCurrency };
}

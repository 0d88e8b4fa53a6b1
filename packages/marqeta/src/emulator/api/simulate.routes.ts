import { invalidField, missingField, notFound } from '../core/api-error.ts';
import { DAY_MS } from '../core/clock.ts';
import { asObject, oneOf, readFields, requiredText, text } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import type { WebhookConfig } from '../delivery/delivery-request.ts';
import { type Terms, terms } from '../network/terms.ts';
import type { Deps, Routes } from './deps.ts';
import { isAllowedUrl } from './funding.routes.ts';
import { acceptorOf, amountOf, checkCashBack, listOf, readTerms, textOf } from './simulations.routes.ts';

type Read = (deps: Deps, body: Body) => Terms;

/** Older names of the same messages, with the type that the network gives each in ISO 8583. */
const MESSAGES: Readonly<Record<string, readonly [iso: string, read: Read]>> = {
  authorization: ['0110', (deps, body) => first(deps, body, 'authorization', ['mid', 'amount'])],
  clearing: ['0220', (deps, body) => following(deps, body, body['is_refund'] === true ? 'refund' : 'authorization.clearing')],
  reversal: ['0410', (deps, body) => following(deps, body, 'authorization.reversal')],
  'authorization/advice': ['0130', (deps, body) => following(deps, body, 'authorization.advice')],
  financial: ['0210', (deps, body) => first(deps, body, financialEvent(body), ['mid', 'amount', 'card_acceptor'])],
  'financial/advice': ['0230', (deps, body) => following(deps, body, deps.settings.unconfirmed.financialAdviceEvent)],
  'financial/balanceinquiry': ['0110', balanceInquiry],
  'financial/withdrawal': ['0210', withdrawal],
  'financial/originalcredit': ['0210', originalCredit],
};

/** Simulations 1.0 (wire-format §16.2); sandboxes show them on DISCOVER. */
export const simulateRoutes: Routes = (app, deps) => {
  for (const [route, [iso, read]] of Object.entries(MESSAGES)) {
    app.post(`/simulate/${route}`, async (request, reply) => {
      const body = asObject(request.body);
      const webhook = webhookOf(body['webhook']);
      const { transaction } = await deps.network.send(read(deps, body));
      if (webhook !== null) await tell(deps, webhook, transaction);
      return reply.code(201).send({ transaction, raw_iso8583: isoOf(iso, transaction) });
    });
  }
};

function financialEvent(body: Body): string {
  if (body['is_pre_auth'] === true) return 'pindebit.authorization';
  return amountOf(body, 'cash_back_amount') === null ? 'pindebit' : 'pindebit.cashback';
}

const ACCOUNT_TYPES = ['checking', 'savings', 'credit'];

function balanceInquiry(deps: Deps, body: Body): Terms {
  readFields(body, { account_type: oneOf(ACCOUNT_TYPES, true) });
  return first(deps, body, 'pindebit.balanceinquiry', ['mid', 'card_acceptor']);
}

function withdrawal(deps: Deps, body: Body): Terms {
  readFields(body, { account_type: oneOf(ACCOUNT_TYPES) });
  return first(deps, body, 'pindebit.atm.withdrawal', ['mid', 'amount']);
}

/** Money in: who sends it and why are shown in the block `original_credit`. */
function originalCredit(deps: Deps, body: Body): Terms {
  const { type } = readFields(body, { type: requiredText(1, 50) });
  const sent = first(deps, body, 'original.credit.auth_plus_capture', ['mid', 'amount']);
  const sender = asObject(body['sender_data']);
  const score = body['screening_score'];
  return {
    ...sent,
    attached: { original_credit: { ...sender, transaction_type: type, ...(score === undefined ? {} : { screening_score: score }) } },
  };
}

function first(deps: Deps, body: Body, eventType: string, required: readonly string[]): Terms {
  for (const name of ['card_token', ...required]) if (body[name] === undefined || body[name] === null) throw missingField(name);
  checkCashBack(eventType, body, amountOf(body, 'amount'));
  const acceptor = acceptorOf(body['card_acceptor']);
  const given = asObject(body['card_acceptor']);
  const { point, ...rest } = readTerms(deps, eventType, body);
  return terms(eventType, deps.clock.now(), {
    ...rest,
    preceding: null,
    acceptor: { ...acceptor, mid: textOf(body, 'mid') ?? acceptor.mid },
    point: {
      ...point,
      pin: textOf(body, 'pin') ?? point.pin,
      expiration: expirationOf(body['transaction_options']) ?? point.expiration,
      partialApprovalCapable: point.partialApprovalCapable || given['partial_approval_capable'] === true,
    },
    isPreauthorization: body['is_pre_auth'] === true,
    network: 'DISCOVER',
    fees: listOf(body, 'network_fees'),
  });
}

/** Given as year and month; cards show month and year. */
function expirationOf(given: unknown): string | null {
  const expiry = textOf(asObject(given), 'card_expiration_date_yymm');
  if (expiry === null) return null;
  if (!/^\d{4}$/.test(expiry)) throw invalidField('card_expiration_date_yymm', 'must be year and month, such as 2811');
  return `${expiry.slice(2)}${expiry.slice(0, 2)}`;
}

function following(deps: Deps, body: Body, eventType: string): Terms {
  const preceding = textOf(body, 'original_transaction_token');
  if (preceding === null) throw missingField('original_transaction_token');
  const amount = amountOf(body, 'amount');
  if (amount === null) throw missingField('amount');
  const fees = listOf(body, 'network_fees');
  withinWindow(deps, preceding, body['find_original_window_days']);
  return terms(eventType, deps.clock.now(), { preceding, amount, forcePost: body['force_post'] === true, network: 'DISCOVER', fees });
}

/** A reversal may say how far back its original is looked for. */
function withinWindow(deps: Deps, preceding: string, given: unknown): void {
  if (given === undefined || given === null) return;
  const days = Number(given);
  if (!Number.isInteger(days) || days < 0) throw invalidField('find_original_window_days', 'must be a whole number of days');
  const purchase = deps.network.ledger.purchaseOf(preceding);
  if (purchase !== null && purchase.time < deps.clock.now() - days * DAY_MS) throw notFound('Original transaction');
}

const WEBHOOK = {
  endpoint: requiredText(1, 512),
  username: requiredText(1, 50),
  password: requiredText(1, 100),
  secret: text(100),
};

function webhookOf(given: unknown): WebhookConfig | null {
  if (given === undefined || given === null) return null;
  const { endpoint, username, password, secret } = readFields(given, WEBHOOK);
  if (!isAllowedUrl(endpoint)) throw invalidField('webhook.endpoint', 'must begin with https://');
  return {
    url: String(endpoint),
    basic_auth_username: String(username),
    basic_auth_password: String(password),
    ...(typeof secret === 'string' ? { secret } : {}),
  };
}

/** Once, without repetition: this endpoint is not a configured webhook. */
async function tell(deps: Deps, webhook: WebhookConfig, transaction: Body): Promise<void> {
  await deps.sender.post(webhook, JSON.stringify({ transactions: [transaction] }), deps.settings.webhookTimeoutMs);
}

/** A taste of the network's own message: type, amount and answer. */
function isoOf(type: string, transaction: Body): Body {
  const cents = Math.round(Number(transaction['amount']) * 100);
  return { '0': type, '4': String(cents).padStart(12, '0'), '39': transaction['state'] === 'DECLINED' ? '05' : '00' };
}

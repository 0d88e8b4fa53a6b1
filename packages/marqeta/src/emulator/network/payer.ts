import type { Body, Resources } from '../core/resources.ts';
import type { UnconfirmedChoices } from '../settings.ts';
import type { EventRule } from './events.ts';
import { path } from './context.ts';
import type { Funding, Purchase } from './purchase.ts';

/** A funding source as transactions show it: masked (wire-format §6.2). */
export interface FundingSource {
  readonly token: string;
  readonly maskedToken: string;
  readonly source: Body;
}

export interface Payer {
  readonly kind: Funding;
  /** `null` for an account, and for a source that is switched off. */
  readonly source: FundingSource | null;
}

const OWN_ACCOUNT: Payer = { kind: 'ACCOUNT', source: null };

export function payerOf(resources: Resources, product: Body): Payer {
  const jit = path(product, 'config', 'jit_funding');
  const gateway = path(jit, 'programgateway_funding_source');
  if (gateway?.['enabled'] === true) return { kind: 'GATEWAY', source: gatewaySource(resources, gateway['funding_source_token']) };
  const program = path(jit, 'program_funding_source');
  if (program?.['enabled'] === true) return { kind: 'PROGRAM', source: programSource(resources, program['funding_source_token']) };
  return OWN_ACCOUNT;
}

/** What follows a purchase is paid as the purchase was, except a refund that stays on the account (§12.6). */
export function payerOfMessage(
  resources: Resources,
  of: { readonly rule: EventRule; readonly product: Body; readonly payer: Payer; readonly purchase: Purchase | null },
  choices: UnconfirmedChoices,
): Payer {
  const { rule, product, payer, purchase } = of;
  if (isRefund(rule) && payer.kind !== 'ACCOUNT' && staysOnAccount(product, choices)) return OWN_ACCOUNT;
  if (purchase === null) return payer;
  const { funding, fundingSource } = purchase;
  if (funding === 'ACCOUNT') return OWN_ACCOUNT;
  // A gateway that is back is asked again, also about what was approved in its place.
  if (rule.asked && payer.kind !== 'ACCOUNT') return payer;
  const source = funding === 'GATEWAY' ? gatewaySource(resources, fundingSource) : programSource(resources, fundingSource);
  return { kind: funding, source };
}

function isRefund({ type }: EventRule): boolean {
  return type.startsWith('refund') || type === 'pindebit.refund';
}

function staysOnAccount(product: Body, choices: UnconfirmedChoices): boolean {
  const jit = path(product, 'config', 'jit_funding');
  const enabled = ['programgateway_funding_source', 'program_funding_source']
    .map((name) => path(jit, name))
    .find((one) => one?.['enabled'] === true);
  const destination = enabled?.['refunds_destination'];
  return destination === 'GPA' || (destination === 'WATERFALL' && choices.waterfallRefundsToAccount);
}

/** `null` when it is switched off: inactive, or without an address. */
function gatewaySource(resources: Resources, token: unknown): FundingSource | null {
  const body = resources.find('programgateway', String(token))?.body;
  return body === undefined || body['active'] !== true || body['url'] === '' ? null : shownAs('programgateway', body);
}

export function programSource(resources: Resources, token: unknown): FundingSource | null {
  const body = resources.find('programfundingsource', String(token))?.body;
  return body === undefined || body['active'] !== true ? null : shownAs('program', body);
}

function shownAs(type: string, body: Body): FundingSource {
  const token = String(body['token']);
  const maskedToken = `${'*'.repeat(10)}${token.slice(-4)}`;
  const { name, created_time, last_modified_time } = body;
  const source = { type, token: maskedToken, active: true, name, is_default_account: false, created_time, last_modified_time };
  return { token, maskedToken, source };
}

import { toNumber, type Units, unitsFrom } from '../../core/money.ts';
import { textOf } from '../../core/fields.ts';
import type { Body } from '../../core/resources.ts';
import type { WindowKind } from './window.ts';

/** Whom a control is for: one user, all cards of a product, or everyone (wire-format §7.7). */
export type Association = { readonly kind: 'user' | 'product'; readonly token: string } | { readonly kind: 'programme' };

/** Where it looks: everywhere when nothing is named. */
export interface MerchantScope {
  readonly mcc: string | null;
  readonly mccGroup: string | null;
  readonly mid: string | null;
  readonly merchantGroup: string | null;
}

export type SpendKind = 'purchases' | 'withdrawals' | 'credits' | 'transfers';

export interface VelocityControl {
  readonly token: string;
  readonly association: Association;
  readonly scope: MerchantScope;
  readonly currency: string;
  readonly window: WindowKind;
  readonly amountLimit: Units;
  /** -1: as many as one likes. */
  readonly usageLimit: number;
  /** Otherwise only declines count. */
  readonly countsApprovals: boolean;
  readonly includes: ReadonlySet<SpendKind | 'cashback'>;
  readonly active: boolean;
  readonly created: number;
}

export interface AuthorizationControl {
  readonly token: string;
  readonly association: Association;
  readonly scope: MerchantScope;
  readonly from: number | null;
  readonly until: number | null;
  readonly active: boolean;
}

export function velocityControl(body: Body, created: number): VelocityControl {
  const includes = (['purchases', 'withdrawals', 'credits', 'transfers', 'cashback'] as const).filter(
    (kind) => body[`include_${kind}`] === true,
  );
  return {
    token: textOf(body['token']),
    association: associationOf(body['association']),
    scope: scopeOf(body['merchant_scope']),
    currency: textOf(body['currency_code']),
    window: body['velocity_window'] as WindowKind,
    amountLimit: unitsFrom(body['amount_limit']) ?? 0,
    usageLimit: Number(body['usage_limit'] ?? -1),
    countsApprovals: body['approvals_only'] !== false,
    includes: new Set(includes),
    active: body['active'] === true,
    created,
  };
}

/** Of an authorization control, or of an exemption from them, which names its merchants at its top. */
export function authorizationControl(body: Body): AuthorizationControl {
  const { mid, merchant_group_token } = body;
  return {
    token: textOf(body['token']),
    association: associationOf(body['association']),
    scope: scopeOf(body['merchant_scope'] ?? { mid, merchant_group_token }),
    from: timeOf(body['start_time']),
    until: timeOf(body['end_time']),
    active: body['active'] === true,
  };
}

/** Where and by whom something is spent. */
export interface Spender {
  readonly user: string;
  readonly product: string;
  readonly mcc: string;
  readonly mid: string;
  /** Active groups that the merchant belongs to. */
  readonly mccGroups: ReadonlySet<string>;
  readonly merchantGroups: ReadonlySet<string>;
}

/** What a message wants to spend. */
export interface Spend extends Spender {
  readonly at: number;
  readonly kind: SpendKind;
  readonly currency: string;
  readonly amount: Units;
  readonly cashBack: Units;
}

function concerns(association: Association, { user, product }: Spender): boolean {
  if (association.kind === 'programme') return true;
  return association.token === (association.kind === 'user' ? user : product);
}

export function covers({ mcc, mccGroup, mid, merchantGroup }: MerchantScope, spender: Spender): boolean {
  if (mcc !== null && mcc !== spender.mcc) return false;
  if (mid !== null && mid !== spender.mid) return false;
  if (mccGroup !== null && !spender.mccGroups.has(mccGroup)) return false;
  return merchantGroup === null || spender.merchantGroups.has(merchantGroup);
}

/** Which part of a spend a control counts: cash back is a part of its purchase (wire-format §10). */
export type Part = 'ALL' | 'WITHOUT_CASHBACK' | 'CASHBACK';

/** `null` when it does not look at such a spend at all. */
export function countedPart(control: VelocityControl, spend: Omit<Spend, 'at' | 'amount'>): Part | null {
  if (control.currency !== spend.currency || !concerns(control.association, spend) || !covers(control.scope, spend)) return null;
  const rest = control.includes.has(spend.kind);
  if (spend.cashBack === 0) return rest ? 'ALL' : null;
  const cash = control.includes.has('cashback');
  return rest ? (cash ? 'ALL' : 'WITHOUT_CASHBACK') : cash ? 'CASHBACK' : null;
}

export function partOf(part: Part, amount: Units, cashBack: Units): Units {
  if (part === 'ALL') return amount;
  return part === 'CASHBACK' ? Math.min(amount, cashBack) : Math.max(0, amount - cashBack);
}

/** In an answer: which control, and what it allows. */
export function describe(control: VelocityControl): string {
  const uses = control.usageLimit < 0 ? '' : `, ${control.usageLimit} uses`;
  return `Velocity control ${control.token}: ${toNumber(control.amountLimit)} ${control.currency}${uses} per ${control.window}`;
}

/** `5812`, or a range: `3000-3299` (wire-format §7.3). */
export function includesMcc(mccs: readonly string[], mcc: string): boolean {
  return mccs.some((entry) => {
    const [low = '', high = low] = entry.split('-');
    return mcc.length === 4 && mcc >= low && mcc <= high;
  });
}

function associationOf(given: unknown): Association {
  const { user_token, card_product_token } = (given ?? {}) as Body;
  if (typeof user_token === 'string') return { kind: 'user', token: user_token };
  return typeof card_product_token === 'string' ? { kind: 'product', token: card_product_token } : { kind: 'programme' };
}

function scopeOf(given: unknown): MerchantScope {
  const body = (given ?? {}) as Body;
  const text = (name: string): string | null => (typeof body[name] === 'string' ? body[name] : null);
  return { mcc: text('mcc'), mccGroup: text('mcc_group'), mid: text('mid'), merchantGroup: text('merchant_group_token') };
}

function timeOf(given: unknown): number | null {
  return typeof given === 'string' ? Date.parse(given) : null;
}

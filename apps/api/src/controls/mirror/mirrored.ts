import type { CreateVelocityControl } from '@afc/marqeta';
import { tokenFrom } from '../../marqeta/cards.ts';
import { toDecimal } from '../../platform/money.ts';
import type { LimitWindow } from '../../cards/limit-window.ts';
import { mccsOfCategories } from '../categories.ts';
import { isAmountLimit } from '../control.ts';
import type { StoredControl } from '../control-store.ts';
import { canonicalMccs, complementOf } from '../mcc.ts';

/** A card product or a cardholder: all that Marqeta's controls can be about (wire-format §7.7). */
export type MirrorTarget = { readonly kind: 'USER' | 'CARD_PRODUCT'; readonly token: string };

/** Card products and cardholders that Marqeta knows, by our id, with the currencies in which their cards spend. */
export type MirrorTargets = {
  readonly products: ReadonlyMap<string, Spending>;
  readonly users: ReadonlyMap<string, Spending>;
};
export type Spending = { readonly token: string; readonly currencies: readonly string[] };

/** One velocity control that we want at Marqeta. */
export type Mirror = {
  readonly token: string;
  readonly controlId: string;
  readonly controlVersion: number;
  readonly target: MirrorTarget;
  readonly body: CreateVelocityControl & { readonly token: string };
  /** The merchants it looks at; null for all. */
  readonly group: { readonly token: string; readonly mccs: readonly string[] } | null;
};

/** Why a control is ours alone. */
export type NotMirrored =
  | 'INACTIVE'
  /** It must decline nobody. */
  | 'SHADOW'
  /** Marqeta has no controls of one card, nor of a group of people (wire-format §7.7). */
  | 'SCOPE'
  /** It stops nothing that has a category. */
  | 'STOPS_NOTHING'
  /** Marqeta has no control that would be a superset of it. */
  | 'KIND';

export function notMirroredWhy({ isActive, mode, scope, controlType, config }: StoredControl): NotMirrored | null {
  if (!isActive) return 'INACTIVE';
  if (mode === 'SHADOW') return 'SHADOW';
  if (scope === 'CARD' || scope === 'TEAM') return 'SCOPE';
  const mirrored = mirrorableOf({ controlType, config });
  if (mirrored === null) return 'KIND';
  return 'mccs' in mirrored && mirrored.mccs.length === 0 ? 'STOPS_NOTHING' : null;
}

/**
 * The controls that Marqeta is to have: a superset of ours, so that what we approve never fails there. A limit of the company stands
 * on each of its card products, since spend on one of them is a part of the company's.
 *
 * Merchants are velocity controls of nothing, not authorization controls: those would also stop checks of a card and refunds
 * (wire-format §7.2), which our own rule lets pass.
 *
 * @param counted what a limit's counter stood at, in the window before or in the current one, whichever is more
 */
export function mirrorsOf(
  controls: readonly StoredControl[],
  targets: MirrorTargets,
  counted: (control: StoredControl) => bigint,
): readonly Mirror[] {
  return controls
    .filter((control) => notMirroredWhy(control) === null)
    .flatMap((control) => {
      const mirrored = mirrorableOf(control);
      if (mirrored === null) return [];
      const spendings = spendingsOf(control, targets);
      // Categories are in no currency, and Marqeta's controls are in one each.
      const inCurrencies = 'currency' in mirrored ? [mirrored.currency] : [...new Set(spendings.flatMap(({ currencies }) => currencies))];
      return inCurrencies.flatMap((currency) =>
        spendings
          .filter(({ currencies }) => currencies.includes(currency))
          .map(({ kind, token }) => mirror(control, mirrored, { kind, token }, currency, counted(control))),
      );
    });
}

function spendingsOf({ scope, subjectId }: StoredControl, { products, users }: MirrorTargets): (Spending & Pick<MirrorTarget, 'kind'>)[] {
  const one = (kind: MirrorTarget['kind'], spending: Spending | undefined) => (spending === undefined ? [] : [{ ...spending, kind }]);
  switch (scope) {
    case 'COMPANY':
      return [...products.values()].flatMap((product) => one('CARD_PRODUCT', product));
    case 'CARD_PROGRAM':
      return one('CARD_PRODUCT', products.get(subjectId ?? ''));
    case 'PERSON':
      return one('USER', users.get(subjectId ?? ''));
    case 'TEAM':
    case 'CARD':
      return [];
  }
}

function mirror(
  { id: controlId, version: controlVersion }: StoredControl,
  mirrored: Mirrorable,
  target: MirrorTarget,
  currency: string,
  counted: bigint,
): Mirror {
  const token = tokenFrom('mirror', controlId, target.kind, target.token, currency);
  const group = 'currency' in mirrored ? null : { token: tokenFrom('mirrored merchants', controlId), mccs: mirrored.mccs };
  const body = {
    token,
    name: `Atlanticfrewaycard ${controlId}`,
    active: true,
    association: target.kind === 'USER' ? { user_token: target.token } : { card_product_token: target.token },
    ...(group === null ? {} : { merchant_scope: { mcc_group: group.token } }),
    currency_code: currency,
    ...limitOf(mirrored, currency, counted),
    usage_limit: -1,
    approvals_only: true,
    // Ours count whatever is asked for and takes money; credits never use a limit up.
    ...{ include_purchases: true, include_withdrawals: true, include_cashback: true, include_credits: false, include_transfers: false },
  } as const;
  return { token, controlId, controlVersion, target, body, group };
}

function limitOf(mirrored: Mirrorable, currency: string, counted: bigint): Pick<CreateVelocityControl, 'amount_limit' | 'velocity_window'> {
  if (!('currency' in mirrored)) return { amount_limit: toDecimal({ minor: 0n, currency }), velocity_window: 'TRANSACTION' };
  const { window, minor: limit } = mirrored;
  const minor = window === 'TRANSACTION' ? limit : roomFor(limit, counted);
  return { amount_limit: toDecimal({ minor, currency }), velocity_window: window };
}

/**
 * Marqeta's days, weeks and months are those of UTC (wire-format §7.1); each of them touches two of ours at most. An approval of ours
 * fits what is left of the current one, so that all of both is never more than the limit and what the earlier one came to: the limit
 * again, or more when something was cleared for more than was asked, or was spent before the limit was there.
 */
function roomFor(limit: bigint, counted: bigint): bigint {
  return limit + (counted > limit ? counted : limit);
}

/** A control as Marqeta could have it: a limit of an amount over all merchants, or the categories that it blocks. */
type Mirrorable =
  | { readonly window: 'TRANSACTION' | 'DAY' | 'WEEK' | 'MONTH'; readonly minor: bigint; readonly currency: string }
  | { readonly mccs: readonly string[] };

/** Null where no control of Marqeta's is a superset: its limits know no categories beside, no other windows, and no cap that is only told. */
function mirrorableOf({ controlType, config }: Pick<StoredControl, 'controlType' | 'config'>): Mirrorable | null {
  if (isAmountLimit(config)) {
    const { window, amountMinor, currency, codes, atCap } = config;
    if (codes !== undefined || atCap !== undefined || !isMirrorable(window)) return null;
    return { window, minor: BigInt(amountMinor), currency };
  }
  if (!('mccs' in config) || config.mccs === undefined) return null;
  const listed = [...config.mccs, ...mccsOfCategories(config.categories ?? [])];
  // Merchants without a category are in no group: ours stops them, and Marqeta need not.
  if (controlType === 'MCC_BLOCK') return { mccs: canonicalMccs(listed) };
  return controlType === 'MCC_ALLOW' ? { mccs: complementOf(listed) } : null;
}

function isMirrorable(window: LimitWindow): window is 'TRANSACTION' | 'DAY' | 'WEEK' | 'MONTH' {
  return window === 'TRANSACTION' || window === 'DAY' || window === 'WEEK' || window === 'MONTH';
}

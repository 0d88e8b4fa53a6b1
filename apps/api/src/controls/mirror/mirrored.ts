import type { CreateVelocityControl } from '@afc/marqeta';
import { tokenFrom } from '../../marqeta/cards.ts';
import { toDecimal } from '../../platform/money.ts';
import { type ControlConfig, isLimit } from '../control.ts';
import type { StoredControl } from '../control-store.ts';
import { complementOf } from '../mcc.ts';

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
  | 'STOPS_NOTHING';

export function notMirroredWhy({ isActive, mode, scope, controlType, config }: StoredControl): NotMirrored | null {
  if (!isActive) return 'INACTIVE';
  if (mode === 'SHADOW') return 'SHADOW';
  if (scope === 'CARD' || scope === 'TEAM') return 'SCOPE';
  return !isLimit(config) && blockedBy(controlType, config).length === 0 ? 'STOPS_NOTHING' : null;
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
      const { config } = control;
      const spendings = spendingsOf(control, targets);
      // Categories are in no currency, and Marqeta's controls are in one each.
      const inCurrencies = isLimit(config) ? [config.currency] : [...new Set(spendings.flatMap(({ currencies }) => currencies))];
      return inCurrencies.flatMap((currency) =>
        spendings
          .filter(({ currencies }) => currencies.includes(currency))
          .map(({ kind, token }) => mirror(control, { kind, token }, currency, counted(control))),
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

function mirror(control: StoredControl, target: MirrorTarget, currency: string, counted: bigint): Mirror {
  const { id: controlId, version: controlVersion, controlType, config } = control;
  const token = tokenFrom('mirror', controlId, target.kind, target.token, currency);
  const group = isLimit(config) ? null : { token: tokenFrom('mirrored merchants', controlId), mccs: blockedBy(controlType, config) };
  const body = {
    token,
    name: `Atlanticfrewaycard ${controlId}`,
    active: true,
    association: target.kind === 'USER' ? { user_token: target.token } : { card_product_token: target.token },
    ...(group === null ? {} : { merchant_scope: { mcc_group: group.token } }),
    currency_code: currency,
    ...limitOf(config, currency, counted),
    usage_limit: -1,
    approvals_only: true,
    // Ours count whatever is asked for and takes money; credits never use a limit up.
    ...{ include_purchases: true, include_withdrawals: true, include_cashback: true, include_credits: false, include_transfers: false },
  } as const;
  return { token, controlId, controlVersion, target, body, group };
}

function limitOf(
  config: ControlConfig,
  currency: string,
  counted: bigint,
): Pick<CreateVelocityControl, 'amount_limit' | 'velocity_window'> {
  if (!isLimit(config)) return { amount_limit: toDecimal({ minor: 0n, currency }), velocity_window: 'TRANSACTION' };
  const limit = BigInt(config.amountMinor);
  const minor = config.window === 'TRANSACTION' ? limit : roomFor(limit, counted);
  return { amount_limit: toDecimal({ minor, currency }), velocity_window: config.window };
}

/**
 * Marqeta's days, weeks and months are those of UTC (wire-format §7.1); each of them touches two of ours at most. An approval of ours
 * fits what is left of the current one, so that all of both is never more than the limit and what the earlier one came to: the limit
 * again, or more when something was cleared for more than was asked, or was spent before the limit was there.
 */
function roomFor(limit: bigint, counted: bigint): bigint {
  return limit + (counted > limit ? counted : limit);
}

function blockedBy(controlType: StoredControl['controlType'], { mccs }: Exclude<ControlConfig, { window: unknown }>): readonly string[] {
  // Merchants without a category are in no group: ours stops them, and Marqeta need not.
  return controlType === 'MCC_BLOCK' ? mccs : complementOf(mccs);
}

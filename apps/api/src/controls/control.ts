import { InvalidInputError } from '../platform/errors.ts';
import type { LimitWindow } from '../cards/limit-window.ts';
import type { ControlMode } from './compile.ts';
import { ControlContradictionError, ControlCurrencyError } from './control.errors.ts';
import { mccRange } from './mcc.ts';

export type ControlType = 'AMOUNT_LIMIT' | 'MCC_ALLOW' | 'MCC_BLOCK';

/** What a control says, as `spending_controls.config` keeps it. Amounts are minor units, as text. */
export type ControlConfig =
  | { readonly window: LimitWindow; readonly amountMinor: string; readonly currency: string }
  | { readonly mccs: readonly string[] };

/** What somebody wants a control to say. */
export type ControlWish = {
  readonly controlType: ControlType;
  readonly window?: LimitWindow | null | undefined;
  readonly amountMinor?: string | null | undefined;
  readonly currency?: string | null | undefined;
  readonly mccs?: readonly string[] | null | undefined;
};

/** Another control of the same scope and subject. */
export type Neighbour = {
  readonly id: string;
  readonly controlType: string;
  readonly mode: ControlMode;
  readonly isActive: boolean;
  readonly config: ControlConfig;
};

export function isLimit(config: ControlConfig): config is Extract<ControlConfig, { window: LimitWindow }> {
  return 'window' in config;
}

const MOST_MCCS = 200;

/**
 * Reads a wish. `currencies` are those in which cards under the control spend; the first stands when none is named.
 * @throws InvalidInputError, ControlCurrencyError
 */
export function configOf(wish: ControlWish, currencies: readonly [string, ...string[]]): ControlConfig {
  return wish.controlType === 'AMOUNT_LIMIT' ? limitOf(wish, currencies) : { mccs: mccsOf(wish) };
}

function limitOf({ window, amountMinor, currency: named, mccs }: ControlWish, currencies: readonly [string, ...string[]]): ControlConfig {
  if (mccs !== null && mccs !== undefined)
    throw new InvalidInputError('mccs', 'An amount limit counts at all merchants: leave the categories out.');
  if (window === null || window === undefined) throw new InvalidInputError('window', 'Say over which time the limit counts.');
  if (amountMinor === null || amountMinor === undefined || !/^[0-9]{1,15}$/.test(amountMinor))
    throw new InvalidInputError('amountMinor', 'A limit is a whole number of minor units.');
  if (BigInt(amountMinor) === 0n)
    throw new InvalidInputError('amountMinor', 'A limit is more than nothing. Freeze the card to stop all purchases.');
  const currency = named ?? currencies[0];
  if (!/^[A-Z]{3}$/.test(currency)) throw new InvalidInputError('currency', 'A currency has three capital letters, such as EUR.');
  if (currencies.some((spent) => spent !== currency)) throw new ControlCurrencyError(currency, currencies);
  return { window, amountMinor: BigInt(amountMinor).toString(), currency };
}

function mccsOf({ window, amountMinor, mccs }: ControlWish): string[] {
  if (window !== null && window !== undefined) throw new InvalidInputError('window', 'A control of merchants has no window.');
  if (amountMinor !== null && amountMinor !== undefined)
    throw new InvalidInputError('amountMinor', 'A control of merchants has no amount.');
  if (mccs === null || mccs === undefined || mccs.length === 0) throw new InvalidInputError('mccs', 'Name at least one merchant category.');
  if (mccs.length > MOST_MCCS) throw new InvalidInputError('mccs', `Name at most ${MOST_MCCS} categories; a range counts as one.`);
  const wrong = mccs.find((mcc) => mccRange(mcc.trim()) === null);
  if (wrong !== undefined)
    throw new InvalidInputError(
      'mccs',
      `"${wrong.slice(0, 20)}" is no merchant category: write four digits, or a range such as 3000-3299.`,
    );
  return [...new Set(mccs.map((mcc) => mcc.trim()))].sort();
}

/**
 * Two controls of one subject that cannot both be meant.
 * @throws ControlContradictionError
 */
export function assertConsistent(
  controlType: ControlType,
  config: ControlConfig,
  mode: ControlMode,
  neighbours: readonly Neighbour[],
): void {
  for (const other of neighbours) {
    if (!other.isActive || other.mode !== mode) continue;
    if (isLimit(config) && isLimit(other.config)) {
      if (config.window === other.config.window)
        throw new ControlContradictionError('There is already a limit of this kind here. Change that one.');
    } else if (!isLimit(config) && !isLimit(other.config)) {
      assertMerchants(controlType, config.mccs, other.controlType, other.config.mccs);
    }
  }
}

function assertMerchants(type: ControlType, mccs: readonly string[], otherType: string, others: readonly string[]): void {
  if (type === otherType)
    throw new ControlContradictionError(
      `There is already a list of ${type === 'MCC_ALLOW' ? 'allowed' : 'blocked'} categories here. Change that one.`,
    );
  const [allowed, blocked] = type === 'MCC_ALLOW' ? [mccs, others] : [others, mccs];
  if (!leavesSomething(allowed, blocked))
    throw new ControlContradictionError('Every category that is allowed here is also blocked: no purchase would pass.');
}

function leavesSomething(allowed: readonly string[], blocked: readonly string[]): boolean {
  const within = new Set(blocked.flatMap(codesOf));
  return allowed.flatMap(codesOf).some((code) => !within.has(code));
}

function codesOf(text: string): number[] {
  const range = mccRange(text);
  return range === null ? [] : Array.from({ length: range[1] - range[0] + 1 }, (_, index) => range[0] + index);
}

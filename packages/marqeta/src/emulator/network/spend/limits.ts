import type { Units } from '../../core/money.ts';
import { type AuthorizationControl, covers, describe, type Spender, type VelocityControl } from './control.ts';

/** What was counted so far in a window, with what is being decided right now. */
export interface Usage {
  readonly amount: Units;
  readonly uses: number;
}

/** A control that looks at a spend, and what it would count. */
export interface Measured {
  readonly control: VelocityControl;
  readonly used: Usage;
  readonly amount: Units;
  /** 0 for an increment: it is part of a use that was counted. */
  readonly uses: number;
}

export interface Refusal {
  readonly code: '1834' | '1817';
  /** Goes into `response.additional_information` (wire-format §7.1). */
  readonly information: string;
}

/** The first control that a spend would pass, or `null`: all must hold, so the tightest wins (wire-format §7.1). */
export function passedLimit(measured: readonly Measured[]): Refusal | null {
  for (const one of measured) {
    if (amountPassed(one)) return { code: '1834', information: describe(one.control) };
    if (usesPassed(one)) return { code: '1817', information: describe(one.control) };
  }
  return null;
}

/** One that counts declines closes only once they have reached the limit: what is being decided is no decline yet. */
function amountPassed({ control, used, amount }: Measured): boolean {
  return control.countsApprovals ? used.amount + amount > control.amountLimit : used.amount > control.amountLimit;
}

function usesPassed({ control, used, uses }: Measured): boolean {
  if (control.usageLimit < 0 || control.window === 'TRANSACTION') return false;
  return control.countsApprovals ? used.uses + uses > control.usageLimit : used.uses > 0 && used.uses >= control.usageLimit;
}

/**
 * Whether the merchant is open to the holder. As soon as one control applies to a card, only merchants of some applicable control are;
 * those who are exempt always are (wire-format §7.2).
 */
export function merchantAllowed(applicable: readonly AuthorizationControl[], exempt: boolean, spender: Spender): boolean {
  return exempt || applicable.length === 0 || applicable.some(({ scope }) => covers(scope, spender));
}

const NARROWNESS = { programme: 0, product: 1, user: 2 } as const;

/** Those that are for the fewest, where controls do not add up. */
export function narrowest(controls: readonly AuthorizationControl[]): readonly AuthorizationControl[] {
  const most = Math.max(...controls.map(({ association: { kind } }) => NARROWNESS[kind]));
  return controls.filter(({ association: { kind } }) => NARROWNESS[kind] === most);
}

/** Whether a control is in force: both ends belong to it. */
export function inForce({ active, from, until }: AuthorizationControl, at: number): boolean {
  return active && (from === null || at >= from) && (until === null || at <= until);
}

/** What of a purchase stands in which window. */
export interface Charge {
  readonly window: number;
  readonly amount: Units;
  /** Whether the purchase began in this window: then it is a use there, as long as it comes to something. */
  readonly opens: boolean;
}

/**
 * The charges of a purchase that comes to more or less by `change`: what is given back leaves the latest window first, what comes on top
 * (a tip, an amount cleared late) stays where the purchase was last counted (wire-format §7.1).
 */
export function adjusted(charges: readonly Charge[], change: Units): Charge[] {
  let left = change;
  return charges
    .toSorted((a, b) => b.window - a.window)
    .map((charge) => {
      const step = Math.max(left, -charge.amount);
      left -= step;
      return { ...charge, amount: charge.amount + step };
    });
}

/** A purchase that comes to nothing is no use. */
export function usesOf(charges: readonly Charge[]): (charge: Charge) => number {
  const any = charges.some(({ amount }) => amount > 0);
  return ({ opens }) => (opens && any ? 1 : 0);
}

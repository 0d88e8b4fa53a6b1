import { textOf } from '../core/fields.ts';
import { type Units, unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import { path } from './context.ts';

/** How the groups of a merchant's category change the hold of a purchase there (wire-format §7.3). */
export interface CategoryHold {
  /** `null`: as long as any other. */
  readonly days: number | null;
  readonly increases: readonly { readonly type: string; readonly value: Units }[];
}

const NO_CHANGE: CategoryHold = { days: null, increases: [] };

/** @param groups active ones that have the category */
export function categoryHold(product: Body, groups: readonly Body[]): CategoryHold {
  if (path(product, 'config', 'transaction_controls')?.['allow_mcc_group_authorization_controls'] === false) return NO_CHANGE;
  const rules = groups.map((group) => path(group, 'config', 'authorization_controls') ?? {});
  const days = rules.flatMap((rule) => (typeof rule['hold_expiration_days'] === 'number' ? [rule['hold_expiration_days']] : []));
  const increases = rules.flatMap((rule) => {
    const increase = path(rule, 'hold_increase');
    const value = unitsFrom(increase?.['value']);
    return increase === undefined || value === null ? [] : [{ type: textOf(increase['type']), value }];
  });
  return { days: days.length === 0 ? null : Math.max(...days), increases };
}

/** What is held of the amount that was asked: the most that any group wants, to the cent. */
export function heldOf(asked: Units, { increases }: CategoryHold): Units {
  return Math.max(asked, ...increases.map(({ type, value }) => increased(asked, type, value)));
}

const CENT: Units = 100;
const WHOLE: Units = 1_000_000;

function increased(asked: Units, type: string, value: Units): Units {
  if (type === 'AMOUNT') return asked + value;
  if (type === 'PERCENT') return asked + Math.round((asked * value) / WHOLE / CENT) * CENT;
  return type === 'UP_TO_LIMIT' ? value : asked;
}

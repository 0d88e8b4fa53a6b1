import type { Units } from '../../core/money.ts';
import type { Store } from '../../core/store.ts';
import { type Part, partOf, type VelocityControl } from './control.ts';
import { adjusted, type Charge, type Usage, usesOf } from './limits.ts';

/** One counter: what one holder used of one control in one window. */
export interface Counter {
  readonly control: string;
  readonly holder: string;
  readonly window: number;
}

/** A purchase, as controls count it. */
export interface Counted {
  readonly purchase: string;
  readonly part: Part;
  readonly cashBack: Units;
}

interface Row {
  control: string;
  holder: string;
  window: number;
  part: Part;
  cash_back: number;
  amount: number;
  opens: number;
}

const NOTHING: Usage = { amount: 0, uses: 0 };

/**
 * What was used of velocity controls: one row a counter, so that no authorization reads a card's history, and one row for what each
 * purchase took from it, so that it can be given back. Questions that the gateway is still answering are counted too: two at once
 * never pass a limit together.
 */
export class ControlUsage {
  readonly #store: Store;
  readonly #reserved = new Map<string, readonly (readonly [key: string, by: Usage])[]>();
  readonly #pending = new Map<string, Usage>();

  constructor(store: Store) {
    this.#store = store;
  }

  used(counter: Counter): Usage {
    const row = this.#store.get<{ amount: number; uses: number }>(
      'SELECT amount, uses FROM control_usage WHERE control = ? AND holder = ? AND "window" = ?',
      counter.control,
      counter.holder,
      counter.window,
    );
    const pending = this.#pending.get(keyOf(counter)) ?? NOTHING;
    return { amount: (row?.amount ?? 0) + pending.amount, uses: (row?.uses ?? 0) + pending.uses };
  }

  /** Until `release` of the same transaction. */
  reserve(transaction: string, wanted: readonly { readonly counter: Counter; readonly by: Usage }[]): void {
    const entries = wanted.map(({ counter, by }) => [keyOf(counter), by] as const);
    this.#reserved.set(transaction, [...(this.#reserved.get(transaction) ?? []), ...entries]);
    for (const [key, by] of entries) this.#shift(key, by, 1);
  }

  release(transaction: string): void {
    for (const [key, by] of this.#reserved.get(transaction) ?? []) this.#shift(key, by, -1);
    this.#reserved.delete(transaction);
  }

  /** A purchase that begins, or one that is raised in this window. */
  charge(counter: Counter, counted: Counted, amount: Units, opens: boolean): void {
    this.#store.run(
      `INSERT INTO control_charges (purchase, control, holder, "window", part, cash_back, amount, opens) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (purchase, control, "window") DO UPDATE SET amount = amount + excluded.amount`,
      counted.purchase,
      counter.control,
      counter.holder,
      counter.window,
      counted.part,
      counted.cashBack,
      amount,
      opens ? 1 : 0,
    );
    this.add(counter, { amount, uses: opens && amount > 0 ? 1 : 0 });
  }

  /** A purchase that came to `before` and now comes to `after`: reversed, expired, refunded, or cleared for another amount. */
  settle(purchase: string, before: Units, after: Units): void {
    if (before === after) return;
    const rows = this.#store.all<Row>('SELECT * FROM control_charges WHERE purchase = ? ORDER BY control', purchase);
    for (const control of new Set(rows.map((row) => row.control))) {
      this.#settleOne(
        purchase,
        rows.filter((row) => row.control === control),
        before,
        after,
      );
    }
  }

  /** Counts without a purchase behind it: a decline. */
  add({ control, holder, window }: Counter, by: Usage): void {
    this.#store.run(
      `INSERT INTO control_usage (control, holder, "window", amount, uses) VALUES (?, ?, ?, max(0, ?), max(0, ?))
       ON CONFLICT (control, holder, "window") DO UPDATE SET amount = max(0, amount + ?4), uses = max(0, uses + ?5)`,
      control,
      holder,
      window,
      by.amount,
      by.uses,
    );
  }

  /** Before it is counted anew. */
  clear({ token }: VelocityControl): void {
    this.#store.run('DELETE FROM control_usage WHERE control = ?', token);
    this.#store.run('DELETE FROM control_charges WHERE control = ?', token);
  }

  forget(): void {
    this.#reserved.clear();
    this.#pending.clear();
  }

  #settleOne(purchase: string, rows: readonly Row[], before: Units, after: Units): void {
    const [first] = rows;
    if (first === undefined) return;
    const change = partOf(first.part, after, first.cash_back) - partOf(first.part, before, first.cash_back);
    const charges = rows.map((row): Charge => ({ window: row.window, amount: row.amount, opens: row.opens === 1 }));
    const settled = adjusted(charges, change);
    for (const charge of charges) {
      const now = settled.find(({ window }) => window === charge.window) ?? charge;
      const by = { amount: now.amount - charge.amount, uses: usesOf(settled)(now) - usesOf(charges)(charge) };
      this.add({ control: first.control, holder: first.holder, window: charge.window }, by);
      this.#store.run(
        'UPDATE control_charges SET amount = ? WHERE purchase = ? AND control = ? AND "window" = ?',
        now.amount,
        purchase,
        first.control,
        charge.window,
      );
    }
  }

  #shift(key: string, by: Usage, sign: 1 | -1): void {
    const { amount, uses } = this.#pending.get(key) ?? NOTHING;
    const now = { amount: amount + sign * by.amount, uses: uses + sign * by.uses };
    if (now.amount === 0 && now.uses === 0) this.#pending.delete(key);
    else this.#pending.set(key, now);
  }
}

function keyOf({ control, holder, window }: Counter): string {
  return `${control}/${holder}/${window}`;
}

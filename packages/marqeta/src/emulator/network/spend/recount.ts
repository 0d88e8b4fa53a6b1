import type { Body, Resources } from '../../core/resources.ts';
import type { Store } from '../../core/store.ts';
import type { Purchase } from '../purchase.ts';
import { countedPart, partOf, type Spend, type VelocityControl } from './control.ts';
import type { ControlBook } from './control-book.ts';
import { spendOfMessage } from './spend.ts';
import type { ControlUsage, Counter } from './usage.ts';
import { windowAt } from './window.ts';

interface Deps {
  readonly store: Store;
  readonly resources: Resources;
  readonly book: ControlBook;
  readonly usage: ControlUsage;
}

interface Row {
  readonly purchase: string;
  readonly state: string;
  readonly time: number;
  readonly message: string;
}

/**
 * Counts what was spent in the current window before the control came: days, weeks and months do, a lifetime starts with the control
 * (wire-format §7.1). A purchase is counted where it began, with all of its increments.
 */
export function recount(deps: Deps, control: VelocityControl, at: number, counterOf: (spend: Spend) => Counter | null): void {
  if (control.window === 'TRANSACTION') return;
  const from = control.window === 'LIFETIME' ? control.created : windowAt(control.window, at).start;
  for (const row of recorded(deps, control, from)) {
    const purchase = JSON.parse(row.purchase) as Purchase;
    const spend = spendOfMessage(JSON.parse(row.message) as Body, purchase.side, row.time, deps.book);
    const part = spend === null ? null : countedPart(control, spend);
    const counter = spend === null ? null : counterOf(spend);
    if (spend === null || part === null || counter === null) continue;
    if (row.state === 'DECLINED') {
      if (!control.countsApprovals) deps.usage.add(counter, { amount: partOf(part, spend.amount, spend.cashBack), uses: 1 });
    } else if (control.countsApprovals) {
      const total = Math.max(0, purchase.held + purchase.cleared - purchase.refunded);
      const counted = { purchase: purchase.token, part, cashBack: spend.cashBack };
      deps.usage.charge(counter, counted, partOf(part, total, spend.cashBack), true);
    }
  }
}

/** First messages since then, of the user's cards alone when the control is for a user. */
function recorded({ store, resources }: Deps, { association }: VelocityControl, from: number): Row[] {
  const select = `SELECT p.body AS purchase, t.state, t.transaction_time AS time, t.body AS message
    FROM transactions t JOIN purchases p ON p.token = t.token WHERE t.transaction_time >= ?`;
  if (association.kind !== 'user') return store.all<Row>(select, from);
  const cards = resources.list('card', { user_token: association.token }, 'id', { count: 10_000, startIndex: 0 });
  return cards.flatMap(({ token }) => store.all<Row>(`${select} AND t.card_token = ?`, from, token));
}

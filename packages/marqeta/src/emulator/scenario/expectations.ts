import { unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import type { Expectation } from './format.ts';

/** What was seen after a step. Of a step that sent no message `transaction` is `null`. */
export interface Observed {
  readonly refusal: { readonly status: number; readonly message: string } | null;
  readonly transaction: Body | null;
  /** As the control API shows it. */
  readonly purchase: Body | null;
  readonly balance: string | null;
  /** Types of the messages about the purchase that a webhook has taken, in the order of their names. */
  readonly webhooks: readonly string[] | null;
}

export interface Difference {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** Everything that is not as expected. A refusal that nobody expected is a difference, too. */
export function differences(expected: Expectation, observed: Observed): readonly Difference[] {
  const { refusal, transaction, purchase } = observed;
  if (refusal !== null || expected.refused !== undefined) return refusalDifference(expected.refused, refusal);
  const response = transaction?.['response'] as Body | undefined;
  const compare = [
    text('code', expected.code, response?.['code']),
    text('state', expected.state, transaction?.['state']),
    text('method', expected.method, orderOf(transaction)?.['method']),
    amount('amount', expected.amount, transaction?.['amount']),
    text('asked', expected.asked === undefined ? undefined : String(expected.asked), String(wasAsked(transaction))),
    text('purchase', expected.purchase, purchase?.['state']),
    amount('held', expected.held, purchase?.['held']),
    amount('cleared', expected.cleared, purchase?.['cleared']),
    amount('refunded', expected.refunded, purchase?.['refunded']),
    amount('balance', expected.balance, observed.balance),
    text('webhooks', expected.webhooks === undefined ? undefined : listed(expected.webhooks), listed(observed.webhooks ?? [])),
  ];
  return compare.filter((difference) => difference !== null);
}

/** Whether the gateway was asked; a timeout was a question, too. */
function wasAsked(transaction: Body | null): boolean {
  const order = (transaction?.['gpa_order'] ?? transaction?.['gpa_order_unload']) as Body | undefined;
  return (order?.['funding'] as Body | undefined)?.['gateway_log'] !== undefined;
}

function orderOf(transaction: Body | null): Body | undefined {
  const order = (transaction?.['gpa_order'] ?? transaction?.['gpa_order_unload']) as Body | undefined;
  return order?.['jit_funding'] as Body | undefined;
}

function refusalDifference(expected: string | undefined, refusal: Observed['refusal']): readonly Difference[] {
  const actual = refusal === null ? 'accepted' : `refused with ${refusal.status}: ${refusal.message}`;
  if (refusal !== null && expected === String(refusal.status)) return [];
  return [{ field: 'answer', expected: expected === undefined ? 'accepted' : `refused with ${expected}`, actual }];
}

function text(field: string, expected: string | readonly string[] | undefined, actual: unknown): Difference | null {
  if (expected === undefined) return null;
  const allowed = typeof expected === 'string' ? [expected] : expected;
  return typeof actual === 'string' && allowed.includes(actual) ? null : { field, expected: allowed.join(' or '), actual: shown(actual) };
}

/** `12.5` and `12.50` are one amount. */
function amount(field: string, expected: string | undefined, actual: unknown): Difference | null {
  if (expected === undefined || unitsFrom(expected) === unitsFrom(actual)) return null;
  return { field, expected, actual: shown(actual) };
}

function listed(types: readonly string[]): string {
  return types.length === 0 ? 'none' : [...types].sort().join(', ');
}

function shown(actual: unknown): string {
  return typeof actual === 'string' || typeof actual === 'number' ? String(actual) : 'nothing';
}

import { type Units, toNumber, unitsFrom } from '../core/money.ts';
import { echo } from './emulated.ts';

type Json = Record<string, unknown>;

/** A gateway of the simplest kind: one balance, spent by approvals, never below nothing; asked about a partial amount it approves what is left. */
export function smallGateway(funds: Units): (request: Json) => Promise<{ status: number; body: Json }> {
  let left = funds;
  return (request) => {
    const order = (request['gpa_order'] ?? request['gpa_order_unload']) as Json;
    const asked = unitsFrom((order['jit_funding'] as Json)['amount']) ?? 0;
    const isCredit = request['gpa_order_unload'] !== undefined;
    const partial = (request['pos'] as Json | undefined)?.['partial_approval_capable'] === true;
    const approved = isCredit || asked <= left ? asked : partial ? left : 0;
    if (approved === 0 && asked > 0) return Promise.resolve({ status: 402, body: echo(request, { decline_reason: 'INSUFFICIENT_FUNDS' }) });
    left += isCredit ? approved : -approved;
    return Promise.resolve({ status: 200, body: echo(request, { amount: toNumber(approved) }) });
  };
}

import { ApiError, invalidField, missingField, notFound } from '../core/api-error.ts';
import { DAY_MS, wireTime } from '../core/clock.ts';
import {
  type Credited,
  disputeAfter,
  type DisputeMovement,
  type DisputePhase,
  type DisputeState,
  type DisputeStep,
  openedDispute,
} from '../core/dispute-state.ts';
import { type Fields, flag, oneOf, readFields, text, textOf, token } from '../core/fields.ts';
import { toNumber, type Units, unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import { terms } from '../network/terms.ts';
import { CHARGEBACK_REASONS, type ChargebackReason } from '../../wire/disputes.ts';
import { createOnce, type Deps } from './deps.ts';
import { networkReasonCode } from './dispute-reasons.ts';

/** What can be disputed (wire-format §15.2). */
const DISPUTABLE: ReadonlySet<string> = new Set([
  'authorization.clearing',
  'authorization.clearing.atm.withdrawal',
  'authorization.clearing.quasi.cash',
  'pindebit',
  'pindebit.cashback',
  'pindebit.atm.withdrawal',
  'pindebit.quasi.cash',
  'pindebit.authorization.clearing',
  'account.funding.authorization.clearing',
  'account.funding.auth_plus_capture',
  'original.credit.authorization.clearing',
]);

const FIELDS: Fields = {
  token,
  transaction_token: { type: 'text', min: 1, max: 36, required: true },
  channel: oneOf(['GATEWAY', 'GATEWAY_AUTOMATED', 'ISSUER', 'ISSUER_AUTOMATED'], true),
  reason_code: text(10),
  reason_description: oneOf(CHARGEBACK_REASONS),
  credit_user: flag,
  memo: { type: 'text', min: 1, max: 1024 },
  currency_code: text(3),
  regulation_type: text(40),
  pre_initiated: flag,
};

/** A chargeback as it is kept: what the API shows, and what only the emulator knows of it. */
interface Chargeback {
  readonly token: string;
  readonly body: Body;
  readonly state: DisputeState;
}

interface DisputedTransaction {
  readonly body: Body;
  readonly purchase: string;
  readonly type: string;
}

/** Asks a cleared amount, or a part of it, back from the merchant (§15.1). `under` is the case that it belongs to. */
export function openChargeback(deps: Deps, given: unknown, under: string | null = null): Body {
  const created = createOnce(
    deps,
    'chargeback',
    given,
    'request',
    (tokenText, at) => newChargeback(deps, readFields(given, FIELDS), amountOf(given), { tokenText, at, under }),
    ({ token: tokenText, created: at }) => {
      const chargeback = chargebackOf(deps, tokenText);
      const { movement } = openedDispute(chargeback.body['credit_user'] === true);
      if (movement !== null) move(deps, chargeback, movement, at);
      const first = { token: deps.ids.uuid(), to: 'INITIATED', previous: null, reason: null, channel: null, at } as const;
      const { body } = deps.resources.insert('chargebacktransition', first.token, transitionBody(chargeback, first), at, null);
      announce(deps, body);
    },
  );
  return viewOf(created.body);
}

function newChargeback(
  deps: Deps,
  fields: Body,
  amount: Units,
  { tokenText, at, under }: { readonly tokenText: string; readonly at: number; readonly under: string | null },
): Body {
  if (fields['reason_code'] === undefined && fields['reason_description'] === undefined) throw missingField('reason_description');
  const transactionToken = textOf(fields['transaction_token']);
  const disputed = disputable(deps, transactionToken, amount, at);
  const network = textOf(disputed.body['network']);
  const { pre_initiated: _early, ...asked } = fields;
  const { state } = openedDispute(fields['credit_user'] !== false);
  const time = wireTime(at);
  return {
    ...asked,
    token: tokenText,
    transaction_token: transactionToken,
    amount: toNumber(amount),
    credit_user: fields['credit_user'] !== false,
    currency_code: textOf(disputed.body['currency_code']),
    network,
    network_case_id: deps.ids.digits(8),
    reason_code: textOf(fields['reason_code']) || networkReasonCode(fields['reason_description'] as ChargebackReason),
    state: shownPhase(state.phase),
    created_time: time,
    last_modified_time: time,
    emulator: { ...state, case: under },
  };
}

/** The transaction, if that much of it can be disputed. Throws `ApiError`. */
export function disputable(deps: Deps, transactionToken: string, amount: Units, at: number): DisputedTransaction {
  const row = deps.store.get<{ body: string; purchase: string; type: string; state: string; transaction_time: number }>(
    'SELECT body, purchase, type, state, transaction_time FROM transactions WHERE token = ?',
    transactionToken,
  );
  if (row === undefined) throw new ApiError(400, '400001', 'Transaction not found');
  const { disputeRefusedStatus: status, disputeWindowDays: window } = deps.settings.unconfirmed;
  const refuse = (why: string): ApiError => new ApiError(status, `${status}001`, why);
  if (!DISPUTABLE.has(row.type) || row.state !== 'COMPLETION') throw refuse(`A ${row.type} in state ${row.state} cannot be disputed`);
  if (window !== null && at > row.transaction_time + window * DAY_MS) throw refuse('It is too late to dispute the transaction');
  const body = JSON.parse(row.body) as Body;
  const cleared = unitsFrom(body['amount']) ?? 0;
  if (amount > cleared - disputedOf(deps, transactionToken)) throw refuse('The amount is above what was cleared and is not yet disputed');
  return { body, purchase: row.purchase, type: row.type };
}

/** What other chargebacks ask back already: all but those that came to nothing. */
function disputedOf(deps: Deps, transactionToken: string): Units {
  const others = deps.resources.list('chargeback', { transaction_token: transactionToken }, 'id ASC', { count: 1_000, startIndex: 0 });
  return others
    .filter(({ body }) => !['NETWORK_REJECTED', 'WITHDRAWN'].includes(stateOf(body).phase))
    .reduce((sum, { body }) => sum + (unitsFrom(body['amount']) ?? 0), 0);
}

/** From the raw number: an amount is never read as a float. */
export function amountOf(given: unknown, name = 'amount'): Units {
  const value = (given as Body | undefined)?.[name];
  if (value === undefined || value === null) throw missingField(name);
  const units = unitsFrom(value);
  if (units === null || units < 100) throw invalidField(name, 'must be an amount of at least 0.01');
  return units;
}

/** A step that is asked of a dispute. */
export interface MoveRequest {
  readonly chargeback: string;
  /** Through which case it is asked; a chargeback of a case is moved there alone. */
  readonly under: string | null;
  readonly to: DisputePhase;
  /** Nothing but the amount of the chargeback: an outcome for a part of it is not known here. */
  readonly amount: Units | null;
  readonly reason: string | null;
  readonly channel: string | null;
}

/** Moves the chargeback on, with its money and its webhook, or throws `ApiError`. `given` says whether it is a repetition. */
export function moveChargeback(deps: Deps, given: unknown, asked: MoveRequest): Body {
  const moved = createOnce(
    deps,
    'chargebacktransition',
    given,
    'request',
    (tokenText, at) => {
      const before = chargebackUnder(deps, asked.chargeback, asked.under);
      if (asked.amount !== null && asked.amount !== unitsFrom(before.body['amount'])) {
        throw new ApiError(422, '422001', 'The amount must be that of the chargeback');
      }
      const after = take(deps, before, { kind: 'MOVE', to: asked.to }, at);
      return transitionBody(after, { ...asked, token: tokenText, previous: before.state.phase, at });
    },
    ({ body }) => announce(deps, body),
  );
  return moved.body;
}

/** Credits the holder early, or takes the early credit back. */
export function changeCredit(
  deps: Deps,
  step: Exclude<DisputeStep, { kind: 'MOVE' }>,
  chargebackToken: string,
  under: string | null = null,
): Body {
  const before = chargebackUnder(deps, chargebackToken, under);
  return deps.store.atomically(() => viewOf(take(deps, before, step, deps.clock.now()).body));
}

function take(deps: Deps, before: Chargeback, step: DisputeStep, at: number): Chargeback {
  const outcome = disputeAfter(before.state, step);
  if (outcome === null) {
    const wanted = step.kind === 'MOVE' ? step.to : step.kind;
    throw new ApiError(422, '422001', `A chargeback in state ${before.state.phase}, credited ${before.state.credited}, refuses ${wanted}`);
  }
  const body = {
    ...before.body,
    state: shownPhase(outcome.state.phase),
    last_modified_time: wireTime(at),
    emulator: { ...(before.body['emulator'] as Body), ...outcome.state },
  };
  deps.resources.update('chargeback', before.token, body, at);
  const after = { token: before.token, body, state: outcome.state };
  if (outcome.movement !== null) move(deps, after, outcome.movement, at);
  return after;
}

/** The transaction that a movement makes (§15.3); it belongs to the purchase, and names the clearing that is disputed. */
function move(deps: Deps, { body }: Chargeback, movement: DisputeMovement, at: number): void {
  const clearing = textOf(body['transaction_token']);
  const row = deps.store.get<{ type: string }>('SELECT type FROM transactions WHERE token = ?', clearing);
  const family = row?.type.startsWith('pindebit') === true ? 'pindebit.chargeback' : 'authorization.clearing.chargeback';
  deps.network.tell(
    terms(movement === 'chargeback' ? family : `${family}.${movement}`, at, {
      preceding: clearing,
      amount: unitsFrom(body['amount']),
      attached: {
        preceding_related_transaction_token: clearing,
        chargeback: viewOf(body),
        dispute: { case_management_identifier: caseOf(body) ?? body['token'], reason: body['reason_description'] ?? body['reason_code'] },
      },
    }),
  );
}

interface Transition extends Pick<MoveRequest, 'to' | 'reason' | 'channel'> {
  readonly token: string;
  readonly previous: DisputePhase | null;
  readonly at: number;
}

function transitionBody(chargeback: Chargeback, { token: tokenText, to, previous, reason, channel, at }: Transition): Body {
  const time = wireTime(at);
  return {
    token: tokenText,
    type: transitionType(to),
    state: to,
    ...(previous === null ? {} : { previous_state: previous }),
    channel: channel ?? chargeback.body['channel'],
    chargeback_token: chargeback.token,
    transaction_token: chargeback.body['transaction_token'],
    amount: chargeback.body['amount'],
    ...(reason === null ? {} : { reason }),
    created_time: time,
    last_modified_time: time,
  };
}

function announce(deps: Deps, transition: Body): void {
  deps.sender.notify({
    envelope: 'chargebacktransitions',
    eventType: `chargebacktransition.${textOf(transition['type'])}`,
    token: textOf(transition['token']),
    text: JSON.stringify(transition),
  });
}

/** `CASE_WON` is told as `case.won`. */
export const transitionType = (phase: string): string => phase.toLowerCase().replaceAll('_', '.');

/** A chargeback shows fewer states than a transition: the steps of an argument are the argument, and a lost case stays lost (§15.1). */
function shownPhase(phase: DisputePhase): string {
  if (phase === 'PREARB_RESPONDED') return 'PREARBITRATION';
  if (phase.startsWith('ARBITRATION')) return 'ARBITRATION';
  return phase.startsWith('WRITTEN_OFF') ? 'CASE_LOST' : phase;
}

export function stateOf(body: Body): DisputeState {
  const { phase, credited } = body['emulator'] as { phase: DisputePhase; credited: Credited };
  return { phase, credited };
}

export function chargebackOf(deps: Deps, tokenText: string): Chargeback {
  const found = deps.resources.find('chargeback', tokenText);
  if (found === null) throw notFound('Chargeback');
  return { token: tokenText, body: found.body, state: stateOf(found.body) };
}

function chargebackUnder(deps: Deps, tokenText: string, under: string | null): Chargeback {
  const chargeback = chargebackOf(deps, tokenText);
  if (caseOf(chargeback.body) !== under) throw new ApiError(422, '422001', 'The chargeback belongs to a case');
  return chargeback;
}

/** The case that a chargeback belongs to. */
export const caseOf = (body: Body): string | null => (body['emulator'] as { case: string | null }).case;

/** Without what only the emulator knows. */
export function viewOf({ emulator: _hidden, ...body }: Body): Body {
  return body;
}

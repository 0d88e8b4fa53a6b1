import type { Account, Transfer, TransferKind } from '../ledger/transfer.ts';
import { FundStateError } from './fund.errors.ts';

/** Money that a company sends to the programme, or has sent back. */
export type FundKind = 'TOP_UP' | 'WITHDRAWAL';

export const FUND_STATES = [
  /** Another admin has to agree; nothing has moved. */
  'AWAITING_APPROVAL',
  /** The other admin did not agree. */
  'DECLINED',
  /** Taken back by the company. */
  'CANCELLED',
  /** A top-up that is announced and has not arrived. */
  'IN_TRANSIT',
  'ARRIVED',
  /** A withdrawal's money is set aside; the company can still take it back. */
  'RESERVED',
  /** An operator has it in hand: it is paid, or refused. */
  'SENDING',
  'PAID',
  /** Not paid, and available again. */
  'REFUSED',
  /** The bank sent it back, before or after it was final. */
  'RETURNED',
] as const;
export type FundState = (typeof FUND_STATES)[number];

/** What the company's admins do. */
export type CompanyAction = 'APPROVE' | 'DECLINE' | 'CANCEL';
/** What an operator says of the programme's bank account. */
export const OPERATOR_ACTIONS = ['ARRIVE', 'RETURN', 'START', 'PAY', 'REFUSE'] as const;
export type OperatorAction = (typeof OPERATOR_ACTIONS)[number];
export type FundAction = CompanyAction | OperatorAction;

type Step = { readonly state: FundState; readonly moves: readonly [TransferKind, debit: Account, credit: Account] | null };
type Steps = Partial<Record<FundState, Partial<Record<FundAction, Step>>>>;

const to = (state: FundState, ...moves: readonly [TransferKind, Account, Account] | readonly []): Step => ({
  state,
  moves: moves.length === 0 ? null : moves,
});

const ANNOUNCED = to('IN_TRANSIT', 'announcement', 'EXTERNAL', 'IN_TRANSIT');
const SET_ASIDE = to('RESERVED', 'withdrawal', 'AVAILABLE', 'RESERVED');
const UNANSWERED = { DECLINE: to('DECLINED'), CANCEL: to('CANCELLED') } as const;

/** From each state, what can be done, where it leads and what it moves. What is not here cannot be done. */
const STEPS: Readonly<Record<FundKind, Steps>> = {
  TOP_UP: {
    AWAITING_APPROVAL: { APPROVE: ANNOUNCED, ...UNANSWERED },
    IN_TRANSIT: {
      ARRIVE: to('ARRIVED', 'top_up', 'IN_TRANSIT', 'AVAILABLE'),
      RETURN: to('RETURNED', 'top_up_return', 'IN_TRANSIT', 'EXTERNAL'),
      CANCEL: to('CANCELLED', 'top_up_return', 'IN_TRANSIT', 'EXTERNAL'),
    },
    ARRIVED: { RETURN: to('RETURNED', 'top_up_return', 'AVAILABLE', 'EXTERNAL') },
  },
  WITHDRAWAL: {
    AWAITING_APPROVAL: { APPROVE: SET_ASIDE, ...UNANSWERED },
    RESERVED: {
      START: to('SENDING'),
      REFUSE: to('REFUSED', 'withdrawal_return', 'RESERVED', 'AVAILABLE'),
      CANCEL: to('CANCELLED', 'withdrawal_return', 'RESERVED', 'AVAILABLE'),
    },
    SENDING: {
      PAY: to('PAID', 'payout', 'RESERVED', 'EXTERNAL'),
      REFUSE: to('REFUSED', 'withdrawal_return', 'RESERVED', 'AVAILABLE'),
    },
    PAID: { RETURN: to('RETURNED', 'withdrawal_return', 'EXTERNAL', 'AVAILABLE') },
  },
};

type Moving = { readonly kind: FundKind; readonly state: FundState; readonly amount: { readonly minor: bigint } };
export type Stepped = { readonly state: FundState; readonly transfers: readonly Transfer[] };

/** How a movement begins. */
export function begun(kind: FundKind, minor: bigint, needsApproval: boolean): Stepped {
  if (needsApproval) return { state: 'AWAITING_APPROVAL', transfers: [] };
  return stepped(kind === 'TOP_UP' ? ANNOUNCED : SET_ASIDE, minor);
}

/** @throws FundStateError */
export function advanced({ kind, state, amount }: Moving, action: FundAction): Stepped {
  const step = STEPS[kind][state]?.[action];
  if (step === undefined) throw new FundStateError(kind, state);
  return stepped(step, amount.minor);
}

export function canBe({ kind, state }: Pick<Moving, 'kind' | 'state'>, action: FundAction): boolean {
  return STEPS[kind][state]?.[action] !== undefined;
}

function stepped({ state, moves }: Step, minor: bigint): Stepped {
  if (moves === null) return { state, transfers: [] };
  const [kind, debit, credit] = moves;
  return { state, transfers: [{ kind, debit, credit, minor }] };
}

/** How much can leave: what is available, less what is owed. */
export function withdrawable({ available, receivable }: { readonly available: bigint; readonly receivable: bigint }): bigint {
  const net = available + receivable;
  return net > 0n ? net : 0n;
}

/**
 * Whether a second admin has to agree. What went through with one pair of eyes in the last 24 hours counts along, so that a large sum
 * is not split into small ones.
 */
export function needsSecondAdmin(minor: bigint, aloneMinor: bigint, aboveMinor: bigint | null): boolean {
  return aboveMinor !== null && minor + aloneMinor > aboveMinor;
}

/** Whether a changed setting asks for a second admin less often. */
export function loosens(fromMinor: bigint | null, toMinor: bigint | null): boolean {
  return fromMinor !== null && (toMinor === null || toMinor > fromMinor);
}

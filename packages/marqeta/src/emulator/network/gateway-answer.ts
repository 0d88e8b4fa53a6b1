import { RESPONSE_MEMOS } from '../../wire/response-codes.ts';
import { type Units, unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import type { HttpOutcome } from '../core/transport.ts';
import type { UnconfirmedChoices } from '../settings.ts';
import type { GatewayFailure } from './stand-in.ts';
import type { Answer } from './verdict.ts';

export interface Asked {
  readonly transaction: string;
  readonly jit: string;
  readonly method: string;
  readonly amount: Units;
  readonly partialAllowed: boolean;
  readonly accountVerification: boolean;
}

/** What came of a question to the gateway. */
type GatewayVerdict = Answer & { readonly log: Body; readonly failure: GatewayFailure | null };

const REASON_CODES: Readonly<Record<string, string>> = {
  INVALID_AMOUNT: '1883',
  INSUFFICIENT_FUNDS: '1884',
  TRANSACTION_NOT_PERMITTED: '1885',
  SUSPECTED_FRAUD: '1886',
  AMOUNT_LIMIT_EXCEEDED: '1887',
  TRANSACTION_COUNT_LIMIT_EXCEEDED: '1888',
  DUPLICATE_TRANSACTION: '1889',
};

/** Reads the gateway's answer as wire-format §13.4-§13.6 has it: 200 approves, 402 declines, everything else is an error. */
export function readGatewayAnswer(outcome: HttpOutcome, asked: Asked, choices: UnconfirmedChoices): GatewayVerdict {
  const declined = (responseCode: string, message: string, code: string, answer: Body | null): GatewayVerdict => ({
    approved: false,
    amount: asked.amount,
    responseCode,
    answer,
    log: log(outcome, asked, message, code, answer),
    failure: null,
  });
  const failed = (failure: GatewayFailure): GatewayVerdict => ({
    ...declined(choices.gatewayErrorCode, 'Gateway error.', '96', null),
    failure,
  });
  if (outcome.kind === 'timed_out') return { ...declined(choices.timedOutCode, choices.timedOutMessage, '97', null), failure: 'TIMEOUT' };
  if (outcome.kind === 'failed') return failed('CONNECTION');
  const answer = readBody(outcome.body);
  if (answer === null) return failed('APPLICATION');
  if (outcome.status === 402) return declined(reasonCode(answer, choices), 'Declined by gateway.', '402', answer);
  const amount = unitsFrom(answer['amount']);
  if (outcome.status !== 200 || amount === null || amount < 0 || answer['token'] !== asked.jit || answer['method'] !== asked.method) {
    return failed('APPLICATION');
  }
  if (amount > asked.amount) return declined(choices.tooMuchCode, RESPONSE_MEMOS['0000'] ?? '', '200', answer);
  // Approving nothing of something is no approval.
  if (amount < asked.amount && (!asked.partialAllowed || amount === 0))
    return declined(choices.partialRefusedCode, RESPONSE_MEMOS['0000'] ?? '', '200', answer);
  const responseCode = asked.accountVerification ? '1830' : amount < asked.amount ? '0002' : '0000';
  return {
    approved: true,
    amount,
    responseCode,
    answer,
    log: log(outcome, asked, RESPONSE_MEMOS['0000'] ?? '', '200', answer),
    failure: null,
  };
}

function reasonCode(answer: Body, choices: UnconfirmedChoices): string {
  const reason = answer['decline_reason'];
  if (typeof reason !== 'string') return choices.noReasonCode;
  const codes = { ...choices.declineReasonCodes, ...REASON_CODES };
  return (Object.hasOwn(codes, reason) ? codes[reason] : undefined) ?? choices.otherDeclineReasonCode;
}

function readBody(text: string): Body | null {
  try {
    const parsed: unknown = JSON.parse(text);
    const jit = typeof parsed === 'object' && parsed !== null ? (parsed as Body)['jit_funding'] : undefined;
    return typeof jit === 'object' && jit !== null && !Array.isArray(jit) ? (jit as Body) : null;
  } catch {
    // A gateway that answers nonsense is a gateway error, which is what null says.
    return null;
  }
}

function log(outcome: HttpOutcome, asked: Asked, message: string, code: string, answer: Body | null): Body {
  return {
    order_number: asked.transaction,
    transaction_id: asked.jit,
    message,
    duration: Math.round(outcome.durationMs),
    timed_out: outcome.kind === 'timed_out',
    response: answer === null ? { code } : { code, data: { jit_funding: answer } },
  };
}

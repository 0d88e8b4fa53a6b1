import type { Channel } from '../controls/channel.ts';
import type { AuthorizationRequest } from './request.ts';
import { type Decision, reasonOf, type RefusalReason, type Verdict } from './verdict.ts';

/** A verdict as it is kept: amounts as text, so that JSON holds them whole. */
export type RecordedVerdict = Omit<Verdict, 'limitMinor' | 'bufferMinor' | 'beforeMinor' | 'afterMinor'> & {
  readonly limitMinor?: string;
  readonly bufferMinor?: string;
  readonly beforeMinor?: string;
  readonly afterMinor?: string;
};

/**
 * The whole reasoning of one answer to Marqeta: the inputs, every rule in order of precedence with what it saw, and what the
 * decision took. Sentences are drawn from it; none is kept in it.
 */
export type DecisionRecord = {
  readonly v: 1;
  readonly outcome: Decision['outcome'];
  readonly reason: RefusalReason | null;
  /** Index of the verdict that names a decline. */
  readonly primary: number | null;
  readonly verdicts: readonly RecordedVerdict[];
  readonly method: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly mcc: string | null;
  readonly mid: string | null;
  /** What else the rules looked at. Records older than these rules have none of it; what the message did not say is left out. */
  readonly merchant?: string;
  readonly networkMid?: string;
  readonly country?: string;
  readonly charged?: { readonly minor: string; readonly currency: string };
  readonly channels?: readonly Channel[];
  /** Of an increment: what was authorised of the purchase before. */
  readonly authorizedBeforeMinor?: string;
  /** The moment in whose windows it counts, and our own clock. */
  readonly atMs: number;
  readonly decidedMs: number;
  readonly timeZone: string;
  readonly controlsVersion: number;
  readonly timing: DecisionTiming;
};

export type DecisionTiming = {
  /** Decided together with so many others. */
  readonly batch: number;
  /** Of `decision_batches`, where the time of the record itself is kept: it is not known before the record is written. Older records have none. */
  readonly batchId?: string;
  readonly waitedUs: number;
  readonly gatherUs: number;
  readonly decideUs: number;
  /** Left of our own deadline when it was recorded. */
  readonly leftMs: number;
};

export type RecordedContext = Pick<
  DecisionRecord,
  'atMs' | 'decidedMs' | 'timeZone' | 'controlsVersion' | 'timing' | 'authorizedBeforeMinor'
>;

export function decisionRecord(request: AuthorizationRequest, decision: Decision, context: RecordedContext): DecisionRecord {
  return {
    v: 1,
    outcome: decision.outcome,
    reason: reasonOf(decision),
    primary: decision.outcome === 'APPROVED' ? null : decision.verdicts.indexOf(decision.primary),
    verdicts: decision.verdicts.map(recorded),
    method: request.methodName,
    amountMinor: request.amount.minor.toString(),
    currency: request.amount.currency,
    mcc: request.merchant.mcc,
    mid: request.merchant.mid,
    ...inputsOf(request),
    ...context,
  };
}

function inputsOf({
  merchant: { name, networkMid },
  traits: { country, channels },
  original,
}: AuthorizationRequest): Pick<DecisionRecord, 'merchant' | 'networkMid' | 'country' | 'charged' | 'channels'> {
  return {
    ...(name === null ? {} : { merchant: name }),
    ...(networkMid === null ? {} : { networkMid }),
    ...(country === null ? {} : { country }),
    ...(original === null ? {} : { charged: { minor: original.minor.toString(), currency: original.currency } }),
    ...(channels.length === 0 ? {} : { channels }),
  };
}

export function recorded({ limitMinor, bufferMinor, beforeMinor, afterMinor, ...rest }: Verdict): RecordedVerdict {
  if (beforeMinor === undefined || afterMinor === undefined) return rest;
  return {
    ...rest,
    ...{ beforeMinor: beforeMinor.toString(), afterMinor: afterMinor.toString() },
    ...(limitMinor === undefined ? {} : { limitMinor: limitMinor.toString() }),
    ...(bufferMinor === undefined ? {} : { bufferMinor: bufferMinor.toString() }),
  };
}

/** Whether Marqeta had said already how it ended: then that was the answer. */
export function isRepeat({ verdicts }: DecisionRecord): boolean {
  return verdicts.some(({ rule }) => rule === 'REPEAT');
}

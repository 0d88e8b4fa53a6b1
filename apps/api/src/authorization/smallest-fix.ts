import type { ControlScope } from '../controls/scope.ts';
import type { MerchantMatch } from '../controls/merchants.ts';
import type { DecisionRecord, RecordedVerdict } from './decision-record.ts';

/** The least that would have let a declined purchase through. */
export type SmallestFix = {
  /** For this card, this merchant and this amount, once. Null where an exception would not help: it lifts controls alone. */
  readonly exception: { readonly merchant: MerchantMatch | null; readonly amountMinor: string; readonly currency: string } | null;
  /** The controls that stood against it, each with the least change that ends that. */
  readonly changes: readonly ControlChange[];
  /** What is missing of the company's funds beside. */
  readonly missingMinor: string | null;
};

type ControlChange = {
  readonly controlId: string;
  readonly scope: ControlScope | null;
  readonly rule: string;
  /** A limit raised to this, in minor units; of how many purchases, to `count`. */
  readonly amountMinor: string | null;
  readonly count: number | null;
  /** To be taken off a list of what is blocked, or put onto one of what is allowed. */
  readonly value: string | null;
};

/**
 * Computed from the record alone, so that it is the same for every reader and needs nothing that has changed since. Null for an
 * approval, and for a decline of which a state of the card, of a person or of our service is a cause: those have their own remedy.
 */
export function smallestFix(record: DecisionRecord): SmallestFix | null {
  if (record.outcome === 'APPROVED') return null;
  const refused = record.verdicts.filter(({ outcome }) => outcome === 'REFUSED');
  if (refused.length === 0 || refused.some((verdict) => !canBeFixed(verdict))) return null;
  const changes = refused.flatMap(changeOf);
  const missing = refused.find(({ rule }) => rule === 'FUNDS')?.afterMinor;
  return {
    exception:
      changes.length === 0
        ? null
        : {
            merchant: merchantOf(record),
            amountMinor: (BigInt(record.authorizedBeforeMinor ?? '0') + BigInt(record.amountMinor)).toString(),
            currency: record.currency,
          },
    changes,
    missingMinor: missing === undefined ? null : (-BigInt(missing)).toString(),
  };
}

function canBeFixed({ rule, controlId, reason }: RecordedVerdict): boolean {
  return rule === 'FUNDS' || (controlId !== undefined && rule !== 'EMERGENCY_STOP' && reason !== 'CONTROL_NOT_UNDERSTOOD');
}

function changeOf({ rule, controlId, scope, bufferMinor, afterMinor, afterCount, seen }: RecordedVerdict): ControlChange[] {
  if (controlId === undefined) return [];
  return [
    {
      ...{ controlId, scope: scope ?? null, rule },
      amountMinor: rule === 'AMOUNT_LIMIT' && afterMinor !== undefined ? (BigInt(afterMinor) - BigInt(bufferMinor ?? 0)).toString() : null,
      count: rule === 'COUNT_LIMIT' ? (afterCount ?? null) : null,
      value: rule.endsWith('_ALLOW') || rule.endsWith('_BLOCK') ? (seen ?? null) : null,
    },
  ];
}

/** The narrowest name that the message gave its merchant. */
function merchantOf({ networkMid, mid, merchant }: DecisionRecord): MerchantMatch | null {
  if (networkMid !== undefined) return { by: 'NETWORK_MID', value: networkMid };
  if (mid !== null) return { by: 'MID', value: mid };
  // A star in a name would stand for any text.
  return merchant === undefined || merchant.includes('*') ? null : { by: 'NAME', value: merchant };
}

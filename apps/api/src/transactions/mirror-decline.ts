import type { VerdictWords } from '@afc/words';
import { isAmountLimit } from '../controls/control.ts';
import type { StoredControl } from '../controls/control-store.ts';
import { mirroredControl } from '../controls/mirror/mirrored-control.loader.ts';
import type { MessageDetail } from '../ledger/stored-purchase.ts';
import type { Loaders } from '../platform/graphql/loader.ts';

/**
 * Marqeta declines by its own controls before it asks us (wire-format §7.6), and says by which. When that is the mirror of one of
 * ours, it is that one which declined; null when it is none of ours. Worded as the control stands now.
 */
export async function mirrorThatDeclined(details: readonly MessageDetail[], mcc: string, loaders: Loaders): Promise<VerdictWords | null> {
  for (const { responseInformation } of details) {
    const token = tokenIn(responseInformation ?? '');
    const control = token === null ? null : await loaders.load(mirroredControl, token);
    if (control !== null) return wordsOf(control, mcc);
  }
  return null;
}

/** Tokens of mirrors are UUIDs; how Marqeta words what is around them is not published. */
export function tokenIn(information: string): string | null {
  return /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i.exec(information)?.[0].toLowerCase() ?? null;
}

function wordsOf({ scope, controlType, config }: StoredControl, mcc: string): VerdictWords {
  const refused = { outcome: 'REFUSED', scope } as const;
  if (isAmountLimit(config)) {
    const limit = { minor: BigInt(config.amountMinor), currency: config.currency };
    return { ...refused, rule: 'AMOUNT_LIMIT', reason: 'AMOUNT_LIMIT_EXCEEDED', window: config.window, limit };
  }
  return controlType === 'MCC_ALLOW'
    ? { ...refused, rule: 'MCC_ALLOW', reason: 'MCC_NOT_ALLOWED', seen: mcc }
    : { ...refused, rule: 'MCC_BLOCK', reason: 'MCC_BLOCKED', seen: mcc };
}

import type { Status } from '@afc/ui';

/** As what a moment in the life of a purchase is marked, by Marqeta's type or our decision; undefined for what we have no mark for. */
export function momentStatus(kind: string, outcome?: 'APPROVED' | 'DECLINED'): Status | undefined {
  if (outcome !== undefined) return outcome;
  if (kind.includes('chargeback')) return /(reversal|debit)$/.test(kind) ? 'REVERSED' : 'REFUNDED';
  if (kind.includes('expir')) return 'EXPIRED';
  if (kind.includes('reversal')) return 'REVERSED';
  if (kind.startsWith('refund') || kind.includes('credit')) return 'REFUNDED';
  if (kind.includes('clearing') || kind.includes('capture') || kind.startsWith('pindebit')) return 'CLEARED';
  return kind.startsWith('authorization') ? 'PENDING' : undefined;
}

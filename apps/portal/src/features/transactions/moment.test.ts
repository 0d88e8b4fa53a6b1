import { expect, test } from 'vitest';
import { momentStatus } from './moment.ts';

test.each([
  ['authorization', undefined, 'PENDING'],
  ['authorization.incremental', undefined, 'PENDING'],
  ['authorization.clearing', undefined, 'CLEARED'],
  ['authorization.reversal', undefined, 'REVERSED'],
  ['authorization.reversal.issuerexpiration', undefined, 'EXPIRED'],
  ['refund.authorization.clearing', undefined, 'REFUNDED'],
  ['authorization.clearing.chargeback', undefined, 'REFUNDED'],
  ['authorization.clearing.chargeback.reversal', undefined, 'REVERSED'],
  ['pindebit.chargeback.provisional.debit', undefined, 'REVERSED'],
  ['decision', 'DECLINED', 'DECLINED'],
  ['authorization', 'DECLINED', 'DECLINED'],
  ['dispute.opened', undefined, undefined],
] as const)('%s (%s) is marked as %s', (kind, outcome, status) => {
  expect(momentStatus(kind, outcome)).toBe(status);
});

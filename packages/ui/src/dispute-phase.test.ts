import { expect, test } from 'vitest';
import { disputePhaseOf, statusOfDispute } from './dispute-phase.ts';

test.each([
  ['WAITING', 'WAITING'],
  ['INITIATED', 'OPEN'],
  ['RETRIEVAL_REQUEST', 'OPEN'],
  ['ARBITRATION_DECISION', 'OPEN'],
  ['REPRESENTMENT', 'CONTESTED'],
  ['PREARB_RESPONDED', 'CONTESTED'],
  ['CASE_WON', 'WON'],
  ['WRITTEN_OFF_PROGRAM', 'WRITTEN_OFF'],
  ['NETWORK_REJECTED', 'REFUSED'],
] as const)('a dispute in %s is %s', (state, phase) => {
  expect(disputePhaseOf(state)).toBe(phase);
  expect(statusOfDispute[phase]).toBeDefined();
});

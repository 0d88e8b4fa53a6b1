import { expect, test } from 'vitest';
import { eligibility, type EligibilityFacts } from './eligibility.ts';

const willing: EligibilityFacts = {
  at: 100,
  card: { state: 'ACTIVE', expiresAt: 100 },
  holderActive: true,
  product: { channelOpen: true, alwaysVerifies: false },
  securityCodeMatches: null,
  recommends: 'GREEN',
};

test.each<[string, Partial<EligibilityFacts>, string, string]>([
  ['goes in at once', {}, 'GREEN', '0000'],
  ['goes in with its right code', { securityCodeMatches: true }, 'GREEN', '0000'],
  ['waits for a check that the wallet recommends', { recommends: 'YELLOW' }, 'YELLOW', 'token.activation.verification.required'],
  [
    'waits when its product always checks',
    { product: { channelOpen: true, alwaysVerifies: true } },
    'YELLOW',
    'token.activation.verification.required',
  ],
  ['stays out with a wrong code, checked or not', { securityCodeMatches: false, recommends: 'YELLOW' }, 'RED', 'invalid.cid'],
  ['stays out before its activation', { card: { state: 'UNACTIVATED', expiresAt: 100 } }, 'RED', '1806'],
  ['stays out while it is suspended', { card: { state: 'SUSPENDED', expiresAt: 100 } }, 'RED', '1003'],
  ['stays out after its end', { card: { state: 'TERMINATED', expiresAt: 100 } }, 'RED', '1806'],
  ['stays out when it has expired', { card: { state: 'ACTIVE', expiresAt: 99 } }, 'RED', '1001'],
  ['stays out with its holder', { holderActive: false }, 'RED', '1813'],
  ['stays out by a way that its product has closed', { product: { channelOpen: false, alwaysVerifies: true } }, 'RED', '1015'],
  ['stays out when the wallet itself is against it', { recommends: 'RED' }, 'RED', '1886'],
])('a card %s', (_what, but, decision, code) => {
  expect(eligibility({ ...willing, ...but })).toEqual({ decision: `DECISION_${decision}`, code });
});

import { expect, test } from 'vitest';
import { refusalToIssue, refusalToTakeBack } from './issue-bulk.ts';

const anybody = { status: 'ACTIVE', company: 'ACTIVE', person: 'ACTIVE' } as const;

test.each([
  ['whoever is verified', anybody, undefined],
  ['whom the issuer has not been told of yet', { ...anybody, person: null, company: null }, undefined],
  ['who is suspended in the company', { ...anybody, status: 'SUSPENDED' }, 'HOLDER_NOT_ACTIVE'],
  ['who is closed, whatever the issuer says', { ...anybody, status: 'CLOSED', person: 'CLOSED' }, 'HOLDER_NOT_ACTIVE'],
  ['whom the issuer has suspended', { ...anybody, person: 'SUSPENDED' }, 'CARDHOLDER_STOPPED'],
  ['anybody of a company that the issuer has suspended', { ...anybody, company: 'SUSPENDED' }, 'COMPANY_STOPPED'],
] as const)('a card is issued or refused to %s', (_who, holder, code) => {
  expect(refusalToIssue(holder)?.code).toBe(code);
});

test.each([
  ['as it was issued', { version: 1, wasUsed: false }, undefined],
  ['used', { version: 1, wasUsed: true }, 'CARD_USED'],
  ['frozen, or else changed', { version: 2, wasUsed: false }, 'STALE'],
] as const)('a card that is %s is taken back or left alone', (_how, card, code) => {
  expect(refusalToTakeBack(card, { version: 1 })?.code).toBe(code);
});

import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../platform/errors.ts';
import { needsVerification, passkeyName, whyNotGenuine } from './passkey.ts';
import { PasskeysNotHereError } from './passkey.errors.ts';
import { relyingPartyHere, relyingPartyOf } from './relying-party.ts';

const inOneDevice = { signCount: 7, syncable: false, backedUp: false };
const synced = { signCount: 7, syncable: true, backedUp: true };

describe('the counter of a passkey', () => {
  test.each([
    ['that goes up is right', inOneDevice, 8, null],
    ['that goes up by more than one is right: it was used elsewhere', inOneDevice, 20, null],
    ['that stays tells of a copy', inOneDevice, 7, 'its counter did not go up'],
    ['that goes down tells of a copy', inOneDevice, 6, 'its counter did not go up'],
    ['that is gone tells of a copy', inOneDevice, 0, 'its counter did not go up'],
    ['that never counted says nothing', { ...inOneDevice, signCount: 0 }, 0, null],
    ['that goes down says nothing where the passkey is backed up', synced, 3, null],
  ])('%s', (_what, kept, signCount, because) => {
    expect(whyNotGenuine(kept, { ...kept, signCount })).toBe(because);
  });

  test('says nothing of one that has been backed up meanwhile', () => {
    expect(whyNotGenuine({ ...synced, backedUp: false }, { ...synced, signCount: 1 })).toBeNull();
  });
});

test('a passkey that was made for one device cannot be copied later', () => {
  expect(whyNotGenuine(inOneDevice, { ...synced, signCount: 8 })).toMatch(/otherwise than before/);
});

test.each([
  ['SIGN_IN', true],
  ['STEP_UP', true],
  ['ADD', true],
  ['SECOND_STEP', false],
] as const)('for %s the authenticator has to have seen who holds it: %s', (purpose, needed) => {
  expect(needsVerification(purpose)).toBe(needed);
});

test.each([
  ['  My   phone ', 'My phone'],
  ['a'.repeat(60), 'a'.repeat(60)],
])('the name %j is kept as %j', (typed, kept) => {
  expect(passkeyName(typed)).toBe(kept);
});

test.each(['', '   ', 'a'.repeat(61)])('%j is no name', (typed) => {
  expect(() => passkeyName(typed)).toThrow(InvalidInputError);
});

describe('passkeys are for', () => {
  test.each([
    ['https://cards.example.com', { id: 'cards.example.com', origin: 'https://cards.example.com' }],
    ['https://cards.example.com:8443/', { id: 'cards.example.com', origin: 'https://cards.example.com:8443' }],
    ['http://localhost:4000', { id: 'localhost', origin: 'http://localhost:4000' }],
    ['http://127.0.0.1:4000', { id: 'localhost', origin: 'http://localhost:4000' }],
    ['http://[::1]:4000', { id: 'localhost', origin: 'http://localhost:4000' }],
  ])('%s', (publicUrl, relyingParty) => {
    expect(relyingPartyOf(publicUrl)).toEqual(relyingParty);
  });

  test.each(['https://203.0.113.9', 'http://[2001:db8::9]:4000'])('nobody at %s, which is no domain', (publicUrl) => {
    expect(relyingPartyOf(publicUrl)).toBeNull();
    expect(() => relyingPartyHere(null)).toThrow(PasskeysNotHereError);
  });
});

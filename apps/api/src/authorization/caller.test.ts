import { basicAuthorization, type SignatureAlgorithm, signWebhook } from '@afc/marqeta';
import { describe, expect, test } from 'vitest';
import { isAddressOrRange } from '../platform/allow-list.ts';
import { type CallerOptions, callerCheck, type Incoming } from './caller.ts';

const newer = { username: 'webhook', password: 'newer-Password-0123456789' };
const older = { username: 'webhook-2025', password: 'older-Password-0123456789' };
const body = Buffer.from('{ "transactions" : [ {"token":"t"} ] }');

const options: CallerOptions = {
  credentials: [newer, older],
  signature: { secrets: ['newer secret', 'older secret'], algorithms: ['HMAC_SHA_256', 'HMAC_SHA_1'], encodings: ['hex'] },
  allowedIps: [],
};
const signed = (secret: string, algorithm: SignatureAlgorithm = 'HMAC_SHA_256'): string => signWebhook(secret, algorithm, body);
const call: Incoming = { ip: '203.0.113.7', authorization: basicAuthorization(newer), signature: signed('newer secret'), body };

function verdict(but: Partial<Incoming>, rules: Partial<CallerOptions['signature']> = {}, more: Partial<CallerOptions> = {}) {
  const signature = options.signature === null ? null : { ...options.signature, ...rules };
  return callerCheck({ ...options, signature, ...more })({ ...call, ...but });
}

describe('while secrets and passwords are rotated', () => {
  test.each<[string, Partial<Incoming>]>([
    ['the newer secret', {}],
    ['the older secret', { signature: signed('older secret') }],
    ['the older algorithm', { signature: signed('newer secret', 'HMAC_SHA_1') }],
    ['the older secret and algorithm', { signature: signed('older secret', 'HMAC_SHA_1') }],
    ['the older password', { authorization: basicAuthorization(older) }],
    ['a scheme in small letters', { authorization: basicAuthorization(newer).replace('Basic', 'basic') }],
  ])('a call with %s is Marqeta’s', (_what, but) => {
    expect(verdict(but)).toBeNull();
  });

  test.each<[string, Partial<Incoming>, string]>([
    ['a secret of neither', { signature: signed('forgotten secret') }, 'SIGNATURE'],
    ['the signature of other bytes of the same JSON', { body: Buffer.from('{"transactions":[{"token":"t"}]}') }, 'SIGNATURE'],
    ['half of a signature', { signature: signed('newer secret').slice(0, 32) }, 'SIGNATURE'],
    ['an empty signature', { signature: '' }, 'SIGNATURE'],
    ['no signature', { signature: undefined }, 'SIGNATURE'],
    [
      'the user of one and the password of the other',
      { authorization: basicAuthorization({ ...newer, password: older.password }) },
      'CREDENTIALS',
    ],
    ['no credentials', { authorization: undefined }, 'CREDENTIALS'],
  ])('a call with %s is not', (_what, but, refusal) => {
    expect(verdict(but)).toBe(refusal);
  });
});

test('an algorithm that is not set is not accepted', () => {
  expect(verdict({ signature: signed('newer secret', 'HMAC_SHA_1') }, { algorithms: ['HMAC_SHA_256'] })).toBe('SIGNATURE');
});

test('base64 is accepted only where it is set', () => {
  const signature = Buffer.from(signed('newer secret'), 'hex').toString('base64');

  expect(verdict({ signature })).toBe('SIGNATURE');
  expect(verdict({ signature }, { encodings: ['hex', 'base64'] })).toBeNull();
});

describe('an allow list', () => {
  test.each<[string, readonly string[], string | null]>([
    ['203.0.113.7', ['203.0.113.7'], null],
    ['203.0.113.8', ['203.0.113.7'], 'ADDRESS'],
    ['203.0.113.6', ['198.51.100.1', '203.0.113.0/29'], null],
    ['203.0.113.8', ['203.0.113.0/29'], 'ADDRESS'],
    ['::ffff:203.0.113.7', ['203.0.113.7'], null],
    ['2001:db8::7', ['2001:db8::/32'], null],
    ['not an address', ['203.0.113.7'], 'ADDRESS'],
  ])('answers %s with %j: %s', (ip, allowedIps, refusal) => {
    expect(verdict({ ip }, {}, { allowedIps })).toBe(refusal);
  });

  test.each<[string, boolean]>([
    ['203.0.113.7', true],
    ['203.0.113.0/24', true],
    ['2001:db8::/32', true],
    ['203.0.113.0/33', false],
    ['203.0.113.0/', false],
    ['203.0.113.0/24/24', false],
    ['marqeta.com', false],
  ])('takes %s as an entry: %s', (text, is) => {
    expect(isAddressOrRange(text)).toBe(is);
  });
});

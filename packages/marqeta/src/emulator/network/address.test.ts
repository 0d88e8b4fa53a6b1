import { expect, test } from 'vitest';
import { addressBlocks, compareAddress, declinesAddress } from './address.ts';

const maya = { address1: '12 Grand Avenue', postal_code: '94612' };

test.each<[string, string, string, string]>([
  ['12 Grand Avenue', '94612', '0000', 'Address matches, postal code matches'],
  ['12 GRAND AVE', '94612', '0000', 'Address matches, postal code matches'],
  ['12 Grand Avenue', '10001', '0001', 'Address matches, postal code does not match'],
  ['14 Grand Avenue', '94612', '0100', 'Address does not match, postal code matches'],
  ['14 Grand Avenue', '10001', '0101', 'Address does not match, postal code does not match'],
  ['', '94612', '0200', 'Address was not given, postal code matches'],
  ['', '10001', '0201', 'Address was not given, postal code does not match'],
  ['12 Grand Avenue', '', '0002', 'Address matches, postal code was not given'],
  ['14 Grand Avenue', '', '0102', 'Address does not match, postal code was not given'],
])('%j, %j compares as %s', (street, postalCode, code, memo) => {
  expect(addressBlocks({ street, postalCode }, maya)).toMatchObject({ response: { code, memo }, on_file: { postal_code: '94612' } });
});

test('streets without a number are compared whole', () => {
  expect(compareAddress({ street: 'grand avenue', postalCode: '' }, { address1: 'Grand Avenue' })).toMatchObject({ number: '00' });
  expect(compareAddress({ street: 'Small Avenue', postalCode: '' }, { address1: 'Grand Avenue' })).toMatchObject({ number: '01' });
});

test.each<[string, object | undefined, boolean]>([
  ['no product says how', undefined, false],
  ['the product verifies', {}, true],
  ['it only verifies', { decline_on_postal_code_mismatch: false }, false],
  ['it minds the number', { decline_on_postal_code_mismatch: false, decline_on_address_number_mismatch: true }, true],
  ['it does not verify', { validate: false, decline_on_address_number_mismatch: true }, false],
])('a wrong address when %s', (_how, rules, declined) => {
  const product = { config: { transaction_controls: rules === undefined ? {} : { address_verification: { auth_messages: rules } } } };
  const wrong = compareAddress({ street: '14 Grand Avenue', postalCode: '10001' }, maya);

  expect(declinesAddress(product, wrong, false)).toBe(declined);
  expect(declinesAddress(product, wrong, true)).toBe(false);
});

import { expect, test } from 'vitest';
import { callWithoutSecrets, urlWithoutSecrets, withoutSecrets } from './without-secrets.ts';

test.each([
  [
    'a password',
    '{"basic_auth_password":"Abc\\"123","url":"https://cards.example"}',
    '{"basic_auth_password":"••••••","url":"https://cards.example"}',
  ],
  ['a secret', '{"config": {"secret": "Abcdef"}}', '{"config": {"secret": "••••••"}}'],
  ['a PIN', '{"card_token":"c","pin":"2580"}', '{"card_token":"c","pin":"••••••"}'],
  ['what lets somebody set or read a PIN', '{"control_token":"ct"}', '{"control_token":"••••••"}'],
  ['what lets somebody see a card', '{"client_access_token": "cat"}', '{"client_access_token": "••••••"}'],
  ['a CVV', '{"cvv_number":"123","chip_cvv_number":"456"}', '{"cvv_number":"••••••","chip_cvv_number":"••••••"}'],
  ['a clear card number', '{"pan":"4111111111111111"}', '{"pan":"••••••"}'],
  ['what breaks off within a card number', '{"token":"c","pan":"41111111', '{"token":"c","pan":"••••••"'],
  ['what breaks off within a PIN', '{"pin":"25', '{"pin":"••••••"'],
  ['a PIN or a card number that is a number', '{"pin":2580,"pan":4111111111111111}', '{"pin":"••••••","pan":"••••••"}'],
  ['an identity number', '{"ssn":"123456789","taxpayer_id":"98"}', '{"ssn":"••••••","taxpayer_id":"••••••"}'],
  [
    'one among identifications',
    '{"identifications":[{"type":"SSN","value":"123456789"}],"note":{"value":"1"}}',
    '{"identifications":[{"type":"SSN","value":"••••••"}],"note":{"value":"1"}}',
  ],
])('%s does not get through', (_what, json, shown) => {
  expect(withoutSecrets(json)).toBe(shown);
});

test.each([
  ['a card number that Marqeta masked', '{"pan":"411111______1111"}'],
  ['whether a PIN is set', '{"pin_is_set":true,"pin":null}'],
  ['a name with such a word in it', '{"name":"password"}'],
])('%s does', (_what, json) => {
  expect(withoutSecrets(json)).toBe(json);
});

test.each([
  ['/v3/users/auth/clientaccesstoken', '{"token":"••••••","card_token":"c"}'],
  ['/v3/users/auth/onetime', '{"token":"••••••","card_token":"c"}'],
  ['/v3/cards', '{"token":"t","card_token":"c"}'],
])('a token is a secret where it lets somebody in: %s', (url, shown) => {
  expect(callWithoutSecrets(url, '{"token":"t","card_token":"c"}')).toBe(shown);
});

test('an address does not say what lets somebody in', () => {
  expect(urlWithoutSecrets('/v3/users/auth/clientaccesstoken/abc-1?fields=token')).toBe(
    '/v3/users/auth/clientaccesstoken/••••••?fields=token',
  );
  expect(urlWithoutSecrets('/v3/users/maya/notes')).toBe('/v3/users/maya/notes');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PASSWORD_LENGTHS, passwordProblems } from './passwords.ts';

const { gatewayPassword, webhookPassword } = PASSWORD_LENGTHS;

test.each([
  ['Gateway-Passw0rd-2026!', []],
  [`Aa1!${'x'.repeat(16)}`, []],
  [`Aa1!${'x'.repeat(46)}`, []],
  [`Aa1!${'x'.repeat(47)}`, ['20 to 50 characters']],
  [`Aa1!${'x'.repeat(15)}`, ['20 to 50 characters']],
  ['gateway-passw0rd-2026!', ['an upper-case letter']],
  ['GATEWAY-PASSW0RD-2026!', ['a lower-case letter']],
  ['Gateway-Password-abcd!', ['a digit']],
  ['GatewayPassw0rd2026abc', ['a symbol']],
  ['Gateway Passw0rd 2026a', ['a symbol']],
  ['', ['20 to 50 characters', 'an upper-case letter', 'a lower-case letter', 'a digit', 'a symbol']],
])('Marqeta wants of "%s": %j', (password, problems) => {
  expect(passwordProblems(password, webhookPassword)).toEqual(problems);
});

test('what is good stays good in any order, and a gateway takes longer ones', () => {
  const letter = fc.constantFrom(...Array.from('ABCxyz019!@%*'));
  const good = fc
    .array(letter, { minLength: 16, maxLength: 46 })
    .chain((some) => fc.shuffledSubarray([...some, 'a', 'A', '1', '!'], { minLength: some.length + 4 }));
  fc.assert(
    fc.property(good, (letters) => {
      expect(passwordProblems(letters.join(''), webhookPassword)).toEqual([]);
      expect(passwordProblems(`${letters.join('')}${'x'.repeat(50)}`, gatewayPassword)).toEqual([]);
    }),
  );
});

import { expect, test } from 'vitest';
import { checkNewPassword, GuessablePasswordError, PasswordLengthError } from './password-strength.ts';

test.each([
  ['eleven characters', 'q7#Lm2$xVw9'],
  ['more than two hundred', 'q7#Lm2$xVw9z'.repeat(17)],
])('%s are refused', async (_what, password) => {
  await expect(checkNewPassword(password)).rejects.toThrow(PasswordLengthError);
});

test.each([
  ['that leaked', 'password1234'],
  ['that leaked, in disguise', 'P@ssw0rd12345'],
  ['made of a row of keys', 'qwertyuiopas'],
  ['that counts', '123456789012'],
  ['of one letter', 'aaaaaaaaaaaaaaaa'],
  ['that leaked, twice', 'iloveyouiloveyou'],
])('a password %s is refused', async (_what, password) => {
  await expect(checkNewPassword(password)).rejects.toThrow(GuessablePasswordError);
});

test('a password made of what others know of the person is refused', async () => {
  await expect(checkNewPassword('anacarvalhaes')).resolves.toBeUndefined();
  await expect(checkNewPassword('anacarvalhaes', ['Ana Carvalhaes', 'ana@harborline.example'])).rejects.toThrow(GuessablePasswordError);
});

test.each(['correct horse battery', 'q7#Lm2$xVw9z', 'harborline-demo', 'loureiro-demo', 'operator-demo', 'palavras sem nexo nenhum'])(
  '%j is taken',
  async (password) => {
    await expect(checkNewPassword(password)).resolves.toBeUndefined();
  },
);

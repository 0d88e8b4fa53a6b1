import { describe, expect, test } from 'vitest';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts';
import { newTotpSecret, totpCode, totpStep, totpUri } from './totp.ts';

describe('a code of an authenticator', () => {
  /** RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('%i seconds after 1970 is %s', (seconds, code) => {
    const at = new Date(seconds * 1_000);
    expect(totpCode(secret, at)).toBe(code);
    expect(totpStep(secret, code, at)).toBe(Math.floor(seconds / 30));
  });

  test.each([
    ['30 s ago', -30, -1],
    ['in 30 s', 30, 1],
    ['a minute ago', -60, null],
    ['in a minute', 60, null],
  ])('of %s is taken for its own step, or not', (_when, seconds, delta) => {
    const now = new Date(1_111_111_111_000);
    const code = totpCode(secret, new Date(now.getTime() + seconds * 1_000));
    expect(totpStep(secret, code, now)).toBe(delta === null ? null : Math.floor(1_111_111_111 / 30) + delta);
  });

  test.each(['', '28708', '2870821', 'abcdef', '000000'])('%j is none', (code) => {
    expect(totpStep(secret, code, new Date(59_000))).toBeNull();
  });

  test('is of a secret of 160 bits, which a QR code hands to the app', () => {
    const fresh = newTotpSecret();
    expect(fresh).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(fresh);
    expect(totpUri(secret, 'ana@harborline.example', 'Afc')).toBe(
      `otpauth://totp/Afc:ana%40harborline.example?issuer=Afc&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
    );
  });
});

describe('recovery codes', () => {
  test('are ten, each another, in four groups', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  test.each(['0123-4567-89AB-1010', '0123456789ab1010', ' 0123 4567 89ab 1010 ', 'O123-4567-89AB-IOLO'])(
    'are the same code as %j',
    (typed) => {
      expect(recoveryCodeHash('ana', typed)).toEqual(recoveryCodeHash('ana', '0123-4567-89AB-1010'));
    },
  );

  test('of one person are nothing of another, and what is too short is none', () => {
    expect(recoveryCodeHash('ana', '0123-4567-89AB-1010')).not.toEqual(recoveryCodeHash('bruno', '0123-4567-89AB-1010'));
    expect(recoveryCodeHash('ana', '287082')).toBeNull();
    expect(recoveryCodeHash('ana', 'UUUU-UUUU-UUUU-UUUU')).toBeNull();
  });
});

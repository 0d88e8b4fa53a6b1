import { describe, expect, test } from 'vitest';
import { basicAuthorization, verifyBasicAuthorization } from './basic-auth.ts';
import { signWebhook, verifyWebhookSignature } from './signature.ts';

const secret = 'Signing-Secret-0123456789!';
const body = '{"pings":[{"token":"marqeta","payload":"healthcheck"}]}';

describe('a webhook signature', () => {
  test.each([
    ['HMAC_SHA_1', 40],
    ['HMAC_SHA_256', 64],
  ] as const)('with %s is lower-case hex and holds for these bytes alone', (algorithm, length) => {
    const signature = signWebhook(secret, algorithm, body);

    expect(signature).toMatch(new RegExp(`^[0-9a-f]{${length}}$`));
    expect(verifyWebhookSignature(secret, algorithm, Buffer.from(body), signature)).toBe(true);
    expect(verifyWebhookSignature(secret, algorithm, `${body} `, signature)).toBe(false);
    expect(verifyWebhookSignature('another secret', algorithm, body, signature)).toBe(false);
    expect(verifyWebhookSignature(secret, algorithm, body, signature.toUpperCase())).toBe(false);
    expect(verifyWebhookSignature(secret, algorithm, body, undefined)).toBe(false);
    expect(verifyWebhookSignature(secret, algorithm, body, 'ä'.repeat(length))).toBe(false);
  });

  test('agrees with a known vector (RFC 4231, case 2)', () => {
    expect(signWebhook('Jefe', 'HMAC_SHA_256', 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});

describe('basic authentication', () => {
  const gateway = { username: 'jit-user', password: 'Gateway:Passw0rd-2026!' };
  const previous = { username: 'jit-user', password: 'older' };

  test('accepts any live credential, so that passwords can be rotated', () => {
    expect(verifyBasicAuthorization(basicAuthorization(gateway), [previous, gateway])).toBe(true);
    expect(verifyBasicAuthorization(basicAuthorization(previous), [previous, gateway])).toBe(true);
  });

  test.each([undefined, '', 'Basic', 'Basic !!!', 'Bearer abc', basicAuthorization({ ...gateway, password: 'wrong' })])(
    'refuses %s',
    (header) => {
      expect(verifyBasicAuthorization(header, [gateway])).toBe(false);
    },
  );

  test('refuses everything while no credential is set', () => {
    expect(verifyBasicAuthorization(basicAuthorization({ username: '', password: '' }), [])).toBe(false);
  });
});

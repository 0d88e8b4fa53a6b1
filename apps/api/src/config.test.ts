import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const complete = {
  DATABASE_URL: 'postgres://a@localhost/afc',
  DATABASE_GATEWAY_URL: 'postgres://g@localhost/afc',
  DATABASE_OWNER_URL: 'postgres://o@localhost/afc',
  DATA_DIR: '/var/lib/afc',
  TOKEN_SECRET: Buffer.alloc(32).toString('base64'),
  MASTER_KEY: Buffer.alloc(32).toString('base64'),
  AUDIT_KEY: Buffer.alloc(32).toString('base64'),
  MARQETA_BASE_URL: 'https://sandbox-api.marqeta.com/v3',
  MARQETA_APPLICATION_TOKEN: 'application',
  MARQETA_ACCESS_TOKEN: 'access',
  MARQETA_GATEWAY_USERNAME: 'gateway',
  MARQETA_GATEWAY_PASSWORD: 'gateway-Password-0123456789',
  MARQETA_WEBHOOK_USERNAME: 'webhook',
  MARQETA_WEBHOOK_PASSWORD: 'webhook-Password-0123456789',
  MARQETA_WEBHOOK_SECRET: 'Webhook-Secret-0123456789!',
};

describe('what is said of requests', () => {
  test('is enough when nothing is said: rates for all, and the word of no proxy', () => {
    expect(readConfig(complete)).toMatchObject({ trustedProxies: [], requestsPerMinute: { address: 6_000, person: 1_200, key: 1_200 } });
  });

  test('can be said, and 0 is as many as one likes', () => {
    const said = { TRUSTED_PROXIES: '10.0.0.0/8', REQUESTS_PER_MINUTE_ADDRESS: '0', REQUESTS_PER_MINUTE_KEY: '60' };

    expect(readConfig({ ...complete, ...said })).toMatchObject({
      trustedProxies: ['10.0.0.0/8'],
      requestsPerMinute: { address: 0, person: 1_200, key: 60 },
    });
    expect(() => readConfig({ ...complete, TRUSTED_PROXIES: 'the proxy' })).toThrow('TRUSTED_PROXIES has "the proxy"');
  });
});

describe('what is said of webhooks', () => {
  test('is enough when nothing is said: both algorithms, hex, seventeen days, five minutes', () => {
    expect(readConfig(complete).marqeta).toMatchObject({
      webhookSecrets: ['Webhook-Secret-0123456789!'],
      webhookPrevious: null,
      webhookSignature: { header: 'x-marqeta-signature', algorithms: ['HMAC_SHA_256', 'HMAC_SHA_1'], encodings: ['hex'] },
      webhookMaxAgeMs: 17 * 86_400_000,
      webhookMaxAheadMs: 300_000,
      allowedIps: [],
    });
  });

  test('is read in the order given', () => {
    const { marqeta } = readConfig({
      ...complete,
      MARQETA_WEBHOOK_SECRET: 'newer, older',
      MARQETA_WEBHOOK_SIGNATURE: 'HMAC_SHA_1',
      MARQETA_WEBHOOK_SIGNATURE_ENCODING: 'hex,base64',
      MARQETA_WEBHOOK_SIGNATURE_HEADER: 'X-Signature',
      MARQETA_WEBHOOK_PREVIOUS_USERNAME: 'before',
      MARQETA_WEBHOOK_PREVIOUS_PASSWORD: 'before-Password-0123456789',
      MARQETA_ALLOWED_IPS: '203.0.113.0/24, 198.51.100.7',
    });

    expect(marqeta).toMatchObject({
      webhookSecrets: ['newer', 'older'],
      webhookPrevious: { username: 'before', password: 'before-Password-0123456789' },
      webhookSignature: { header: 'x-signature', algorithms: ['HMAC_SHA_1'], encodings: ['hex', 'base64'] },
      allowedIps: ['203.0.113.0/24', '198.51.100.7'],
    });
  });

  test.each<[Record<string, string>, string]>([
    [{ MARQETA_WEBHOOK_SECRET: ' , ' }, 'MARQETA_WEBHOOK_SECRET is empty'],
    [{ MARQETA_WEBHOOK_SIGNATURE: 'MD5' }, 'MARQETA_WEBHOOK_SIGNATURE has "MD5"'],
    [{ MARQETA_WEBHOOK_SIGNATURE_ENCODING: 'hex,base32' }, 'MARQETA_WEBHOOK_SIGNATURE_ENCODING has "base32"'],
    [{ MARQETA_WEBHOOK_SIGNATURE_HEADER: 'X Signature' }, 'MARQETA_WEBHOOK_SIGNATURE_HEADER is'],
    [{ MARQETA_WEBHOOK_PREVIOUS_USERNAME: 'before' }, 'MARQETA_WEBHOOK_PREVIOUS_PASSWORD is not set'],
    [{ MARQETA_WEBHOOK_PREVIOUS_PASSWORD: 'before' }, 'MARQETA_WEBHOOK_PREVIOUS_USERNAME is not set'],
    [{ MARQETA_WEBHOOK_MAX_AGE_DAYS: '0' }, 'MARQETA_WEBHOOK_MAX_AGE_DAYS is "0"'],
    [{ MARQETA_GATEWAY_TOKEN: 'a gateway' }, 'MARQETA_GATEWAY_TOKEN is "a gateway"'],
    [{ MARQETA_KYC_REQUIRED: 'maybe' }, 'MARQETA_KYC_REQUIRED is "maybe"'],
    [{ MARQETA_ALLOWED_IPS: '203.0.113.7,marqeta.com' }, 'MARQETA_ALLOWED_IPS has "marqeta.com"'],
  ])('that is wrong (%j) stops the process with a line that names it', (but, line) => {
    const reading = () => readConfig({ ...complete, ...but });

    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(line);
  });
});

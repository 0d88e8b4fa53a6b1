import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../platform/clock.ts';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-token.ts';

const NOW = new Date('2026-03-02T09:15:04Z');
const session = { sessionId: randomUUID(), provenAt: new Date('2026-03-02T09:10:00Z') };

function issuer(secret = 7): { tokens: AccessTokens; clock: ManualClock } {
  const clock = new ManualClock(NOW);
  return { tokens: new AccessTokens(new Uint8Array(32).fill(secret), clock), clock };
}

/** The same token with another part. */
function altered(token: string, part: 'header' | 'payload' | 'signature', text: string): string {
  const parts = token.split('.');
  parts[['header', 'payload', 'signature'].indexOf(part)] = text;
  return parts.join('.');
}
const json = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('an access token', () => {
  test('says whose session it is and when that was proven, each time that it is shown', async () => {
    const { tokens } = issuer();
    const token = await tokens.write(session);

    expect([await tokens.read(token), await tokens.read(token)]).toMatchObject([session, session]);
  });

  test.each([
    ['that was read before', true],
    ['that was not', false],
  ])('%s is good until it expires, and not a moment longer', async (_which, readBefore) => {
    const { tokens, clock } = issuer();
    const [soon, late] = [await tokens.write(session), await tokens.write({ ...session, sessionId: randomUUID() })];
    if (readBefore) await Promise.all([tokens.read(soon), tokens.read(late)]);

    clock.advance(ACCESS_TOKEN_SECONDS * 1_000 - 1);
    expect(await tokens.read(soon)).toMatchObject(session);
    clock.advance(1);

    expect(await tokens.read(late)).toBeNull();
  });

  test.each<[string, (token: string) => string]>([
    ['another signature', (token) => altered(token, 'signature', Buffer.alloc(32, 1).toString('base64url'))],
    ['no signature', (token) => altered(token, 'signature', '')],
    ['no algorithm', (token) => altered(altered(token, 'header', json({ alg: 'none', typ: 'at+jwt' })), 'signature', '')],
    ['another session', (token) => altered(token, 'payload', json({ sid: randomUUID(), auth_time: 0, exp: 4_000_000_000 }))],
  ])('with %s is none, though the true one is remembered', async (_what, forge) => {
    const { tokens } = issuer();
    const token = await tokens.write(session);
    await tokens.read(token);

    expect(await tokens.read(forge(token))).toBeNull();
    expect(await tokens.read(forge(token))).toBeNull();
    expect(await tokens.read(token)).toMatchObject(session);
  });

  test('of another secret is none', async () => {
    const token = await issuer(8).tokens.write(session);

    expect(await issuer(7).tokens.read(token)).toBeNull();
  });
});

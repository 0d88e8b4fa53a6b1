import { Secret, TOTP } from 'otpauth';

/** What every authenticator app takes: RFC 6238 with SHA-1, six digits, thirty seconds. */
const SHAPE = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** As long as the hash, as RFC 4226 §4 recommends. */
const SECRET_BYTES = 20;
/** A phone's clock may be one step off, and a code is typed for a while. */
const STEPS_OFF = 1;

/** A new secret in base32, as it is typed into an app that has no camera. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What a QR code says to an authenticator app. */
export function totpUri(secret: string, account: string, issuer: string): string {
  return new TOTP({ ...SHAPE, issuer, label: account, secret: Secret.fromBase32(secret) }).toString();
}

/** The time step whose code this is, now or next to now; null when it is none. Which steps were taken, the caller knows. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = TOTP.validate({ ...SHAPE, secret: Secret.fromBase32(secret), token: code, timestamp, window: STEPS_OFF });
  return delta === null ? null : TOTP.counter({ period: SHAPE.period, timestamp }) + delta;
}

export function totpCode(secret: string, at: Date): string {
  return TOTP.generate({ ...SHAPE, secret: Secret.fromBase32(secret), timestamp: at.getTime() });
}

/** What `/auth/sign-in` and `/auth/refresh` answer. */
export interface Grant {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
}

export interface AccessToken {
  value: string;
  expiresAtMs: number;
  /** From here on a new one should be fetched: early enough for a slow network, never before half of the token's life. */
  refreshAtMs: number;
}

const marginMs = 45_000;

export function accessTokenOf(grant: Grant, nowMs: number): AccessToken {
  const lifeMs = Math.max(0, grant.expiresIn * 1000);
  return {
    value: grant.accessToken,
    expiresAtMs: nowMs + lifeMs,
    refreshAtMs: nowMs + Math.max(lifeMs / 2, lifeMs - marginMs),
  };
}

export function isFresh(token: AccessToken | null, nowMs: number): token is AccessToken {
  return token !== null && nowMs < token.refreshAtMs;
}

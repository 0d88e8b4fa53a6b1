import type { Deps } from '../api/deps.ts';

const MINUTE_MS = 60_000;

export interface OneTimeToken {
  readonly token: string;
  readonly user: string;
  readonly expires: number;
}

/** A password for one call of one cardholder (wire-format §5.9). */
export function issueOneTimeToken({ store, ids, clock, settings }: Deps, user: string): OneTimeToken {
  const expires = clock.now() + settings.unconfirmed.oneTimeTokenMinutes * MINUTE_MS;
  const token = ids.uuid();
  store.run('INSERT INTO one_time_tokens (token, user_token, expires) VALUES (?, ?, ?)', token, user, expires);
  return { token, user, expires };
}

/** Whose call it is; `null` when the token was used, has expired or never was. */
export function useOneTimeToken({ store, clock }: Deps, token: string): string | null {
  const row = store.get<{ user_token: string; expires: number }>('SELECT user_token, expires FROM one_time_tokens WHERE token = ?', token);
  if (row === undefined) return null;
  store.run('DELETE FROM one_time_tokens WHERE token = ?', token);
  return row.expires > clock.now() ? row.user_token : null;
}

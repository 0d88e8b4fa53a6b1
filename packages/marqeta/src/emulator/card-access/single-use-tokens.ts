import type { Deps } from '../api/deps.ts';
import { ApiError } from '../core/api-error.ts';
import { LIFE_MS, type Purpose, type Refusal, refusalOf, type SingleUseToken } from './single-use.ts';

interface Row {
  readonly token: string;
  readonly purpose: Purpose;
  readonly card_token: string;
  readonly created: number;
  readonly expires: number;
  readonly used: number;
}

export interface IssuedToken extends SingleUseToken {
  readonly created: number;
}

type TokenDeps = Pick<Deps, 'store' | 'ids' | 'clock'>;

export function issueToken({ store, ids, clock }: TokenDeps, purpose: Purpose, card: string): IssuedToken {
  const created = clock.now();
  const issued = { token: ids.uuid(), purpose, card, created, expires: created + LIFE_MS[purpose], used: false, superseded: false };
  store.run(
    'INSERT INTO single_use_tokens (token, purpose, card_token, created, expires, used) VALUES (?, ?, ?, ?, ?, 0)',
    issued.token,
    purpose,
    card,
    created,
    issued.expires,
  );
  return issued;
}

export function findToken({ store }: TokenDeps, token: string): IssuedToken | null {
  const row = store.get<Row & { newer: number }>(
    `SELECT t.*, EXISTS (SELECT 1 FROM single_use_tokens n
       WHERE n.card_token = t.card_token AND n.purpose <> 'SHOW_CARD' AND n.seq > t.seq) AS newer
     FROM single_use_tokens t WHERE t.token = ?`,
    token,
  );
  if (row === undefined) return null;
  const { purpose, card_token: card, created, expires } = row;
  return { token, purpose, card, created, expires, used: row.used !== 0, superseded: row.newer !== 0 };
}

const WORDS: Readonly<Record<Refusal, string>> = {
  UNKNOWN: 'Invalid token',
  USED: 'Token was used already',
  EXPIRED: 'Token expired',
  SUPERSEDED: 'Token was replaced by a newer one',
};

/** The card that the token opens; from then on it opens nothing. Throws `ApiError` 400 when it does not open this. */
export function redeem(deps: TokenDeps, token: string, purpose: Purpose): string {
  const found = findToken(deps, token);
  const refusal = refusalOf(found, purpose, deps.clock.now());
  if (refusal !== null || found === null) throw new ApiError(400, '400020', WORDS[refusal ?? 'UNKNOWN']);
  deps.store.run('UPDATE single_use_tokens SET used = 1 WHERE token = ?', token);
  return found.card;
}

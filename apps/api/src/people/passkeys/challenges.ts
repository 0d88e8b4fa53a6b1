import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../platform/database.ts';
import type { App } from '../sign-in/sessions.ts';
import { CHALLENGE_LASTS_MS, type Purpose } from './passkey.ts';

/** What a challenge was made for: no answer to it is good for anything else, or for anybody else. */
export type AskedFor =
  | { readonly purpose: 'SIGN_IN'; readonly app: App }
  | { readonly purpose: 'SECOND_STEP'; readonly app: App; readonly identityId: string }
  | { readonly purpose: 'STEP_UP'; readonly identityId: string; readonly sessionId: string }
  | { readonly purpose: 'ADD'; readonly identityId: string; readonly sessionId: string; readonly userHandle: Buffer };

export type Taken = {
  readonly purpose: Purpose;
  readonly app: App | null;
  readonly identityId: string | null;
  readonly sessionId: string | null;
  readonly userHandle: Buffer | null;
};

/** What authenticators are to sign, kept in the database until it is answered. */
export class PasskeyChallenges {
  constructor(private readonly database: Pick<Database, 'api' | 'clock'>) {}

  /** @param runs the transaction of a command, where it is one */
  async make(asked: AskedFor, runs: Pick<EntityManager, 'query'> = this.database.api): Promise<Buffer> {
    const challenge = randomBytes(32);
    const now = this.database.clock.now();
    await runs.query('SELECT auth_keep_passkey_challenge($1, $2, $3, $4, $5, $6, $7, $8)', [
      ...[challenge, asked.purpose, 'app' in asked ? asked.app : null, 'identityId' in asked ? asked.identityId : null],
      ...['sessionId' in asked ? asked.sessionId : null, 'userHandle' in asked ? asked.userHandle : null],
      ...[now, new Date(now.getTime() + CHALLENGE_LASTS_MS)],
    ]);
    return challenge;
  }

  /** Uses it up, whatever comes of the answer. Null for one that is over, was answered, or is none of ours. */
  async take(challenge: string): Promise<Taken | null> {
    const { api, clock } = this.database;
    const [row] = await api.query<Taken[]>(
      `SELECT purpose, app, identity_id AS "identityId", session_id AS "sessionId", user_handle AS "userHandle"
         FROM auth_take_passkey_challenge($1, $2)`,
      [Buffer.from(challenge, 'base64url'), clock.now()],
    );
    return row ?? null;
  }
}

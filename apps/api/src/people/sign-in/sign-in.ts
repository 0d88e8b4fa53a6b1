import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PersonRole } from '../../access/viewer.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Sealer } from '../../platform/seal.ts';
import type { PasswordVerifier } from './password.ts';
import type { App, Grant, Sessions } from './sessions.ts';
import { AccountClosedError, TooManySignInsError, WrongAppError, WrongCredentialsError } from './sign-in.errors.ts';
import { FORGET_AFTER_MS, type Failures, signInPace } from './slow-down.ts';

export type SignInRequest = {
  readonly email: string;
  readonly password: string;
  readonly app: App;
  /** For who is a person of several companies; the first one otherwise. */
  readonly companyId?: string;
  readonly ip: string;
  readonly userAgent: string | null;
};

export type SignInNeeds = {
  readonly database: Pick<Database, 'api'>;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly passwords: PasswordVerifier;
  readonly sessions: Sessions;
};

type PersonOf = { companyId: string; userId: string; role: PersonRole; status: string };
type IdentityRow = { id: string; password_hash: string | null; is_operator: boolean; people: PersonOf[] };

/** E-mail and password against a session. Nothing here tells an unknown mailbox from a wrong password. */
export class SignIn {
  constructor(private readonly needs: SignInNeeds) {}

  /**
   * @throws WrongCredentialsError
   * @throws TooManySignInsError
   * @throws AccountClosedError
   * @throws WrongAppError
   */
  async signIn(request: SignInRequest): Promise<Grant> {
    const hashes = this.needs.sealer.emailHashes(request.email);
    const [hash = Buffer.alloc(0)] = hashes;
    const source = sourceOf(request.ip, hash);
    await this.#keepPace(hash, source);
    const [identity] = await this.#query<IdentityRow>('SELECT * FROM auth_identity($1)', [hashes]);
    const right = await this.needs.passwords.matches(identity?.password_hash ?? null, request.password);
    if (identity === undefined || !right) {
      await this.#query('SELECT auth_count_failure($1, $2, $3, $4)', [
        hash,
        source,
        this.needs.clock.now(),
        `${FORGET_AFTER_MS} milliseconds`,
      ]);
      throw new WrongCredentialsError();
    }
    await this.#query('SELECT auth_forget_failures($1, $2)', [hash, source]);
    const person = personFor(identity, request.app, request.companyId);
    const { app, ip, userAgent } = request;
    return this.needs.sessions.open({ identityId: identity.id, person, app, ip, userAgent });
  }

  async #keepPace(hash: Buffer, source: string): Promise<void> {
    const rows = await this.#query<{ source: string; failures: number; last_at: Date }>('SELECT * FROM auth_failures($1, $2)', [
      hash,
      source,
    ]);
    const of = (name: string): Failures | null => {
      const row = rows.find((found) => found.source === name);
      return row === undefined ? null : { failures: row.failures, lastAt: row.last_at };
    };
    const pace = signInPace(of(source), of('*'), this.needs.clock.now());
    if ('refuseForMs' in pace) throw new TooManySignInsError(pace.refuseForMs);
    if (pace.delayMs > 0) await sleep(pace.delayMs);
  }

  #query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.needs.database.api.query<Row[]>(sql, parameters);
  }
}

const RUNS_CARDS: readonly PersonRole[] = ['ADMIN', 'MANAGER', 'ACCOUNTANT'];

/** As whom an identity enters an app: a person of a company, or null for the operator. */
function personFor(identity: IdentityRow, app: App, companyId: string | undefined): PersonOf | null {
  const active = identity.people.filter((person) => person.status === 'ACTIVE');
  const wanted = companyId === undefined ? active : active.filter((person) => person.companyId === companyId);
  const person = wanted.find(({ role }) => app === 'portal' || RUNS_CARDS.includes(role));
  if (person !== undefined) return person;
  if (identity.is_operator && app === 'admin') return null;
  if (wanted.length > 0) throw new WrongAppError('portal');
  if (identity.is_operator) throw new WrongAppError('admin');
  throw new AccountClosedError();
}

/** A network address, or the /64 that one IPv6 customer has, so that only who knows the mailbox's hash could guess it. */
function sourceOf(ip: string, hash: Buffer): string {
  const network = ip.includes(':') && !ip.includes('.') ? ip.split(':').slice(0, 4).join(':') : ip;
  return createHmac('sha256', hash).update(network).digest('base64url').slice(0, 22);
}

import { AddressNotAllowedError } from '../access/access.errors.ts';
import { isScope, type Scope } from '../access/scopes.ts';
import type { Viewer } from '../access/viewer.ts';
import type { SessionStore } from '../people/sign-in/session-store.ts';
import { allowList } from '../platform/allow-list.ts';
import type { Database } from '../platform/database.ts';
import { isSameSecret, readKey } from './api-key.ts';

/** What is known of a good key. Plain data: it travels through Redis as JSON. */
export type KnownKey = { readonly viewer: Viewer; readonly secretHash: string; readonly allowedIps: readonly string[] };

type Row = {
  company_id: string;
  account_id: string;
  name: string;
  scopes: string[];
  allowed_ips: string[];
  version: number;
  secret_hash: Buffer;
  expires_at: Date;
};

const WRONG_PLACE = 'This key may not be used from this network address. Ask an admin of the company to allow it.';
const NOTE_EVERY_MS = 60_000;
/** Keys whose last use this process remembers. Forgotten, one is written down once more. */
const MOST_NOTED = 10_000;

/** Who shows a key. PostgreSQL is the truth, Redis what each request asks: as with sessions, and in the same store. */
export class ApiKeys {
  readonly #notedAtMs = new Map<string, number>();

  constructor(
    private readonly database: Pick<Database, 'api' | 'clock' | 'log'>,
    private readonly store: SessionStore<KnownKey>,
  ) {}

  /**
   * The service account of a good key; null for any other text, whatever is wrong with it.
   * @throws AddressNotAllowedError for a good key from an address where it may not be used
   */
  async authenticate(token: string, ip: string): Promise<Viewer | null> {
    const shown = readKey(token);
    const known = shown === null ? null : await this.#find(shown.id);
    if (shown === null || known === null || !isSameSecret(shown.secretHash, Buffer.from(known.secretHash, 'hex'))) return null;
    const now = this.database.clock.now();
    if ((known.viewer.key?.expiresAtMs ?? 0) <= now.getTime()) return null;
    if (!allowList(known.allowedIps)(ip)) throw new AddressNotAllowedError(WRONG_PLACE);
    this.#noteUse(shown.id, now, ip);
    return known.viewer;
  }

  async #find(id: string): Promise<KnownKey | null> {
    const kept = await this.store.find(id);
    if (kept === 'ended') return null;
    return kept ?? this.#read(id);
  }

  async #read(id: string): Promise<KnownKey | null> {
    const [row] = await this.database.api.query<Row[]>('SELECT * FROM auth_api_key($1, $2)', [id, this.database.clock.now()]);
    if (row === undefined) return null;
    const known: KnownKey = { viewer: viewerOf(id, row), secretHash: row.secret_hash.toString('hex'), allowedIps: row.allowed_ips };
    await this.store.keep(id, known);
    return known;
  }

  /** Beside the request, which does not wait for it, and at most once a minute. */
  #noteUse(id: string, now: Date, ip: string): void {
    if (now.getTime() - (this.#notedAtMs.get(id) ?? 0) < NOTE_EVERY_MS) return;
    if (this.#notedAtMs.size >= MOST_NOTED) this.#notedAtMs.clear();
    this.#notedAtMs.set(id, now.getTime());
    this.database.api
      .query('SELECT auth_note_key_use($1, $2, $3)', [id, now, ip])
      .catch((error: unknown) => this.database.log.warn({ err: error }, 'the last use of an API key was not written down'));
  }
}

function viewerOf(id: string, row: Row): Viewer {
  return {
    ...{ identityId: row.account_id, sessionId: id, companyId: row.company_id, userId: row.account_id, role: 'SERVICE' },
    ...{ teamIds: [], managedTeamIds: [], displayName: row.name, locale: 'en', accessVersion: row.version },
    // A program proves itself with each request; what needs a fresh proof is closed to it by its role.
    provenAtMs: 0,
    // A scope of a later release, or of an earlier one, gives nothing here.
    key: { scopes: row.scopes.filter((scope): scope is Scope => isScope(scope)), expiresAtMs: row.expires_at.getTime() },
  };
}

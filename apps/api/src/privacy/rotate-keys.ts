import type pg from 'pg';
import { invitationEmail } from '../people/invitation.ts';
import { openPersonEmail, resealIdentityEmail } from '../people/sealed-email.ts';
import type { Sealer } from '../platform/seal.ts';

const AT_ONCE = 200;

/** How many rows were wrapped or hashed anew, by table. */
export type Rotated = Readonly<Record<string, number>>;

/**
 * Wraps all keys again under the newest master key, and looks e-mail addresses up by its hash, while the product runs with both keys. A
 * row is changed only as it was read: what somebody changes meanwhile is under the newest key anyway, and what was missed is found by the
 * next run. Can be broken off and run again.
 * @param owner as the owner: the rows are of all companies
 */
export async function rotateKeys(owner: pg.Pool, sealer: Sealer): Promise<Rotated> {
  return {
    // Addresses first: to open one takes the key that wraps it now, whichever that is.
    users: await rehashPeople(owner, sealer),
    identities: await moveIdentities(owner, sealer),
    invitations: await moveInvitations(owner, sealer),
    person_keys: await rewrap(owner, sealer, 'person_keys', ['company_id', 'user_id'], true),
    company_details: await rewrap(owner, sealer, 'company_details', ['company_id'], true),
    identity_providers: await rewrap(owner, sealer, 'identity_providers', ['company_id'], false),
    erasures: await rewrap(owner, sealer, 'erasures', ['company_id', 'user_id'], false),
  };
}

type Keyed = { readonly key: string };

/** Goes through a table by its key, a few rows at a time. @returns how many rows `move` has changed */
async function walk<Row extends Keyed>(owner: pg.Pool, select: string, move: (row: Row) => Promise<boolean>): Promise<number> {
  let moved = 0;
  for (let after = ''; ; ) {
    const { rows } = await owner.query<Row>(`SELECT * FROM (${select}) rows WHERE key > $1 ORDER BY key LIMIT ${AT_ONCE}`, [after]);
    for (const row of rows) if (await move(row)) moved += 1;
    const last = rows.at(-1);
    if (last === undefined) return moved;
    after = last.key;
  }
}

function rewrap(owner: pg.Pool, sealer: Sealer, table: string, ids: readonly string[], namesMaster: boolean): Promise<number> {
  const key = ids.map((id) => `${id}::text`).join(` || '/' || `);
  const select = `SELECT ${key} AS key, wrapped_key AS wrapped FROM ${table} WHERE wrapped_key IS NOT NULL`;
  return walk<Keyed & { readonly wrapped: Buffer }>(owner, select, async ({ key: at, wrapped }) => {
    const anew = sealer.rewrap(wrapped);
    if (anew === null) return false;
    const set = namesMaster ? 'wrapped_key = $3, master_key_id = $4' : 'wrapped_key = $3';
    const { rowCount } = await owner.query(`UPDATE ${table} SET ${set} WHERE ${key} = $1 AND wrapped_key = $2`, [
      ...[at, wrapped, anew.wrapped],
      ...(namesMaster ? [anew.masterKeyId] : []),
    ]);
    return rowCount === 1;
  });
}

function rehashPeople(owner: pg.Pool, sealer: Sealer): Promise<number> {
  type Row = Keyed & { readonly id: string; readonly hash: Buffer; readonly sealed: Buffer; readonly wrapped: Buffer };
  const select = `SELECT u.id::text AS key, u.id, u.email_hash AS hash, u.email_sealed AS sealed, k.wrapped_key AS wrapped
    FROM users u JOIN person_keys k ON k.company_id = u.company_id AND k.user_id = u.id WHERE k.wrapped_key IS NOT NULL`;
  return walk<Row>(owner, select, async ({ id, hash, sealed, wrapped }) => {
    const email = openPersonEmail(sealer, id, wrapped, sealed);
    if (email === null || sealer.emailHash(email).equals(hash)) return false;
    const { rowCount } = await owner.query(`UPDATE users SET email_hash = $3 WHERE id = $1 AND email_hash = $2`, [
      ...[id, hash, sealer.emailHash(email)],
    ]);
    return rowCount === 1;
  });
}

function moveIdentities(owner: pg.Pool, sealer: Sealer): Promise<number> {
  type Row = Keyed & { readonly hash: Buffer; readonly sealed: Buffer; readonly wrapped: Buffer };
  // One that was erased has no key and nothing to open.
  const select = `SELECT id::text AS key, email_hash AS hash, email_sealed AS sealed, wrapped_key AS wrapped FROM identities WHERE length(wrapped_key) > 0`;
  return walk<Row>(owner, select, async (row) => {
    const anew = sealer.rewrap(row.wrapped);
    if (anew === null) return false;
    const { hash, sealed } = resealIdentityEmail(sealer, row);
    const { rowCount } = await owner.query(
      `UPDATE identities SET email_hash = $4, email_sealed = $5, wrapped_key = $6 WHERE id = $1 AND email_hash = $2 AND wrapped_key = $3`,
      [row.key, row.hash, row.wrapped, hash, sealed, anew.wrapped],
    );
    return rowCount === 1;
  });
}

function moveInvitations(owner: pg.Pool, sealer: Sealer): Promise<number> {
  type Row = Keyed & { readonly id: string; readonly email_sealed: Buffer; readonly wrapped_key: Buffer };
  const select = `SELECT id::text AS key, id, email_sealed, wrapped_key FROM invitations WHERE length(wrapped_key) > 0`;
  return walk<Row>(owner, select, async (row) => {
    const anew = sealer.rewrap(row.wrapped_key);
    if (anew === null) return false;
    const email = invitationEmail(sealer, { id: row.id, emailSealed: row.email_sealed, wrappedKey: row.wrapped_key });
    const { rowCount } = await owner.query(`UPDATE invitations SET email_hash = $3, wrapped_key = $4 WHERE id = $1 AND wrapped_key = $2`, [
      ...[row.id, row.wrapped_key, sealer.emailHash(email), anew.wrapped],
    ]);
    return rowCount === 1;
  });
}

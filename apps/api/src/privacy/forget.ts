import type pg from 'pg';
import type { Run } from '../platform/run.ts';
import { forgetInMessage, GONE } from './forget-message.ts';
import { columnsOf, HELD, type Holding } from './held.ts';
import { patternOf, type Words } from './words.ts';

type Subject = { readonly companyId: string; readonly personId: string };

/**
 * Overwrites what names a person, table by table as `HELD` says. Each statement is a transaction of its own and can be repeated; no gate
 * is taken, so that decisions go on.
 * @param run as the owner: most of these columns nobody else may change
 */
export async function forgetInTables(run: Run, subject: Subject, words: Words): Promise<void> {
  const [own, anywhere] = [patternOf([...words.anywhere, ...words.inOwn]), patternOf(words.anywhere)];
  for (const [table, holding] of Object.entries(HELD)) {
    if (own !== null) await takeOut(run, table, holding, own, subject);
    if (anywhere !== null) await takeOut(run, table, { ...holding, of: 'r.company_id = $1' }, anywhere, subject);
    await eraseOwn(run, table, holding, subject);
  }
}

async function takeOut(run: Run, table: string, { of, mentions }: Holding, pattern: string, subject: Subject): Promise<void> {
  for (const column of columnsOf(mentions))
    await run(
      `UPDATE ${table} r SET ${column} = regexp_replace(r.${column}::text, $3, $4, 'g')::${await typeOf(run, table, column)}
        WHERE $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL AND (${of}) AND r.${column}::text ~ $3`,
      [subject.companyId, subject.personId, pattern, GONE],
    );
}

async function eraseOwn(run: Run, table: string, { of, erase }: Holding, { companyId, personId }: Subject): Promise<void> {
  if (erase === undefined) return;
  const sql = erase === 'DELETE' ? `DELETE FROM ${table} r WHERE ${of}` : `UPDATE ${table} r SET ${erase} WHERE ${of}`;
  await run(sql, [companyId, personId]);
}

async function typeOf(run: Run, table: string, column: string): Promise<string> {
  const [row] = await run<{ type: string }>(
    `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2`,
    [table, column],
  );
  if (row === undefined) throw new Error(`${table} has no column ${column}`);
  return row.type;
}

const MESSAGES_AT_ONCE = 200;

/** Takes a person out of the raw messages that name them or a card of theirs. @returns how many still wait to be applied, and keep it */
export async function forgetMessages(pool: pg.Pool, { companyId, personId }: Subject): Promise<number> {
  const { rows: named } = await pool.query<{ token: string }>(
    `SELECT unnest(ARRAY[u.id::text, u.marqeta_user_token]) AS token FROM users u WHERE u.company_id = $1 AND u.id = $2
     UNION SELECT unnest(ARRAY[c.id::text, c.marqeta_card_token]) FROM cards c WHERE c.company_id = $1 AND c.user_id = $2`,
    [companyId, personId],
  );
  const tokens = named.flatMap(({ token }) => (token === null ? [] : [`%"${token.replace(/[%_\\]/g, String.raw`\$&`)}"%`]));
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await pool.query<{ id: string; body: string }>(
      `SELECT id, body FROM marqeta_inbox WHERE id > $1 AND state <> 'PENDING' AND body LIKE ANY ($2) ORDER BY id LIMIT ${MESSAGES_AT_ONCE}`,
      [after, tokens],
    );
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
    const changed = rows
      .map(({ id, body }) => ({ id, body, forgotten: forgetInMessage(body) }))
      .filter(({ body, forgotten }) => body !== forgotten);
    await pool.query(`UPDATE marqeta_inbox i SET body = m.body FROM unnest($1::uuid[], $2::text[]) AS m (id, body) WHERE i.id = m.id`, [
      changed.map(({ id }) => id),
      changed.map(({ forgotten }) => forgotten),
    ]);
  }
  const { rows: waiting } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM marqeta_inbox WHERE state = 'PENDING' AND body LIKE ANY ($1)`,
    [tokens],
  );
  return waiting[0]?.count ?? 0;
}

import { setImmediate } from 'node:timers/promises';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Job } from '../platform/jobs.ts';
import { transact, type Tx } from '../platform/transact.ts';
import { entriesOf, listState } from './list-store.ts';
import { type Match, SanctionsIndex } from './sanctions-index.ts';

export type Screening = {
  /** False: nobody is screened. */
  readonly isOn: boolean;
  /** How alike names are at least, in percent, to be a hit. */
  readonly threshold: number;
};

/** Tells who may decide of a company's hits that nobody was told of, and notes it. Under the company's gate. */
export type TellOfHits = (tx: Tx, companyId: string) => Promise<void>;

const AT_ONCE = 200;

type Subject = { readonly companyId: string; readonly userId: string | null; readonly name: string; readonly mark: string };

/** Companies and people that were not compared with this list, or not by the name that they have now. Who has left is not asked about. */
const DUE = `
  SELECT c.id AS "companyId", NULL::uuid AS "userId", c.name, md5(c.name) AS mark
    FROM companies c LEFT JOIN sanctions_screenings s ON s.company_id = c.id AND s.subject_id = c.id
   WHERE s.basis IS DISTINCT FROM $1 OR s.mark <> md5(c.name)
  UNION ALL
  SELECT u.company_id, u.id, u.first_name || ' ' || u.last_name, u.version::text
    FROM users u LEFT JOIN sanctions_screenings s ON s.company_id = u.company_id AND s.subject_id = u.id
   WHERE u.status <> 'CLOSED' AND (s.basis IS DISTINCT FROM $1 OR s.mark <> u.version::text)
  LIMIT ${AT_ONCE}`;

/** Both at once: what was found, and that it was looked for. A pair that was found before stays as it was decided. */
const SCREENED = `
  WITH found AS (
    INSERT INTO sanctions_hits (company_id, id, user_id, entry_id, entry, list_version, score, state, found_at)
    SELECT $1, h.id, $2, h.entry ->> 'id', h.entry, $6, h.score, 'OPEN', $7
      FROM jsonb_to_recordset($5::jsonb) AS h (id uuid, entry jsonb, score smallint)
    ON CONFLICT (company_id, user_id, entry_id) DO NOTHING RETURNING id
  ), looked AS (
    INSERT INTO sanctions_screenings (company_id, subject_id, basis, mark) VALUES ($1, coalesce($2, $1), $3, $4)
    ON CONFLICT (company_id, subject_id) DO UPDATE SET basis = excluded.basis, mark = excluded.mark
  )
  SELECT count(*)::int AS found FROM found`;

/**
 * Compares with the list whoever is new, has another name, or was compared with another list. Every minute; it takes no lock of a company
 * but to tell, at the end and at once, of all that was found.
 */
export class ScreenSubjects implements Job<unknown> {
  readonly name = 'sanctions.screen';
  readonly cron = '* * * * *';
  #index: { readonly version: string; readonly of: SanctionsIndex } | null = null;

  constructor(
    private readonly database: Database,
    private readonly screening: Screening,
    private readonly tell: TellOfHits,
  ) {}

  async run(): Promise<void> {
    const { isOn, threshold } = this.screening;
    const { version } = isOn ? await listState(this.database.gateway) : { version: null };
    if (version === null) return;
    const index = await this.#indexOf(version);
    const basis = `${version} at ${threshold}`;
    let more = true;
    while (more) {
      const { rows } = await this.database.gateway.query<Subject>(DUE, [basis]);
      for (const subject of rows) {
        await this.#record(subject, index.like(subject.name, threshold), version, basis);
        await setImmediate();
      }
      more = rows.length === AT_ONCE;
    }
    await this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    const { rows } = await this.database.gateway.query<{ companyId: string }>(
      `SELECT DISTINCT company_id AS "companyId" FROM sanctions_hits WHERE told_at IS NULL`,
    );
    for (const { companyId } of rows) {
      const actor = { kind: 'system', companyId, name: 'sanctions' } as const;
      await transact(this.database, { command: 'sanctionsHit.tell', actor }, async (tx) => {
        await gate(tx, companyId);
        await this.tell(tx, companyId);
      });
    }
  }

  async #indexOf(version: string): Promise<SanctionsIndex> {
    if (this.#index?.version !== version) this.#index = { version, of: await SanctionsIndex.of(await entriesOf(this.database.gateway)) };
    return this.#index.of;
  }

  async #record({ companyId, userId, mark }: Subject, matches: readonly Match[], version: string, basis: string): Promise<void> {
    const { gateway, clock, log } = this.database;
    const hits = matches.map((match) => ({ id: uuidv7(clock), ...match }));
    const { rows } = await gateway.query<{ found: number }>(SCREENED, [
      ...[companyId, userId, basis, mark, JSON.stringify(hits), version, clock.now()],
    ]);
    const found = rows[0]?.found ?? 0;
    // Of whom does not belong into a log, which others read.
    if (found > 0) log.warn({ companyId, found }, 'sanctions: a name is like one of the list');
  }
}

import type { CommandOptions } from '../access/commander.ts';
import { assertMay } from '../access/policy.ts';
import { assertProven } from '../access/step-up.ts';
import { actorOf, inSession, type Member, memberOf, type Viewer } from '../access/viewer.ts';
import { openPersonEmail } from '../people/sealed-email.ts';
import { personDetails } from '../people/verification/details-store.ts';
import type { Database } from '../platform/database.ts';
import { NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid } from '../platform/ids.ts';
import { type Run, runOn } from '../platform/run.ts';
import type { Sealer } from '../platform/seal.ts';
import { audit, once, read, transact } from '../platform/transact.ts';
import { columnsOf, HELD, type Holding, REASONS } from './held.ts';

type Subject = { readonly companyId: string; readonly personId: string };
type Deps = { readonly database: Database; readonly sealer: Sealer };
export type AskExport = { readonly idempotencyKey: string; readonly personId: string };

export const EXPORT_FORMAT = 'atlanticfrewaycard-person/1';
const ROWS_AT_ONCE = 500;

/** All that is held of a person, as one JSON document (GDPR, articles 15 and 20): for themselves, or by an admin for them. */
export class PersonExport {
  constructor(private readonly deps: Deps) {}

  /** Puts it on record that somebody takes it. @throws ForbiddenError, NotFoundError, StepUpRequiredError */
  ask(by: Viewer | null, { idempotencyKey, personId }: AskExport, options: CommandOptions = {}): Promise<{ personId: string }> {
    const { member, subject } = this.#allowed(by, personId);
    const { companyId } = subject;
    return transact(this.deps.database, { ...options, command: 'person.export', actor: actorOf(member, options.ip) }, async (tx) => {
      await gate(tx, companyId);
      const [known] = await tx.query<object[]>('SELECT 1 FROM users WHERE company_id = $1 AND id = $2', [companyId, subject.personId]);
      if (known === undefined) throw new NotFoundError('person');
      return once(tx, idempotencyKey, { personId: subject.personId }, () => {
        audit(tx, { subjectType: 'person', subjectId: subject.personId });
        return Promise.resolve({ personId: subject.personId });
      });
    });
  }

  /** The document, in pieces as they are read. @throws as `ask` does */
  async open(by: Viewer | null, personId: string): Promise<{ readonly name: string; readonly pieces: AsyncIterable<string> }> {
    const { subject } = this.#allowed(by, personId);
    const profile = await this.#profile(subject);
    return { name: `person-${subject.personId}.json`, pieces: this.#pieces(subject, profile) };
  }

  #allowed(by: Viewer | null, asked: string): { member: Member; subject: Subject } {
    const member = memberOf(inSession(by));
    const personId = asked.toLowerCase();
    if (!isUuid(personId)) throw new NotFoundError('person');
    if (personId !== member.userId) assertMay(member, 'person.manage', { companyId: member.companyId });
    assertProven(member, this.deps.database.clock.now());
    return { member, subject: { companyId: member.companyId, personId } };
  }

  async *#pieces(subject: Subject, profile: object): AsyncGenerator<string> {
    const exportedAt = this.deps.database.clock.now().toISOString();
    yield `${JSON.stringify({ format: EXPORT_FORMAT, exportedAt, person: subject.personId, profile }).slice(0, -1)},\n"held":{`;
    let first = true;
    for (const [table, holding] of Object.entries(HELD)) {
      if (holding.told === '') continue;
      yield `${first ? '' : ','}\n${JSON.stringify(table)}:${JSON.stringify(REASONS[holding.why]).slice(0, -1)},"rows":[`;
      first = false;
      yield* this.#rows(table, holding, subject);
      yield ']}';
    }
    yield '\n}}\n';
  }

  /** In short transactions: who downloads slowly keeps no snapshot open. */
  async *#rows(table: string, holding: Holding, subject: Subject): AsyncGenerator<string> {
    let after: string | null = null;
    for (let written = 0; ; ) {
      const rows: readonly Row[] = await this.#reading(subject, (run) =>
        holding.beside === true ? besideRows(run, table, subject) : tableRows(run, table, holding, subject, after),
      );
      for (const { row } of rows) {
        yield `${written === 0 ? '' : ','}\n${row}`;
        written += 1;
      }
      after = rows.at(-1)?.id ?? null;
      if (after === null || rows.length < ROWS_AT_ONCE) return;
    }
  }

  #reading<T>({ companyId }: Subject, work: (run: Run) => Promise<T>): Promise<T> {
    return read(this.deps.database, companyId, (manager) => work(runOn(manager)));
  }

  /** What lies sealed, opened. */
  #profile({ companyId, personId }: Subject): Promise<object> {
    const { database, sealer } = this.deps;
    return read(database, companyId, async (manager) => {
      const [row] = await manager.query<{ sealed: Buffer; wrapped: Buffer | null }[]>(
        `SELECT u.email_sealed AS sealed, k.wrapped_key AS wrapped FROM users u JOIN person_keys k ON k.company_id = u.company_id AND k.user_id = u.id
          WHERE u.company_id = $1 AND u.id = $2`,
        [companyId, personId],
      );
      if (row === undefined) throw new NotFoundError('person');
      const email = openPersonEmail(sealer, personId, row.wrapped, row.sealed);
      return { email, ...(await personDetails(manager, sealer, companyId, personId)) };
    });
  }
}

/** As text, so that amounts beyond a double's digits come out whole. `id` is where the next page begins; null for a table read at once. */
type Row = { readonly row: string; readonly id: string | null };

function tableRows(run: Run, table: string, { of, told, toldInPart }: Holding, subject: Subject, after: string | null): Promise<Row[]> {
  const columns = columnsOf(told);
  const pages = columns.includes('id');
  const json = `jsonb_build_object(${columns.map((column) => `'${column}', r.${column}`).join(', ')})${toldInPart === undefined ? '' : ` || ${toldInPart}`}`;
  const page = pages ? `AND ($3::uuid IS NULL OR r.id > $3) ORDER BY r.id LIMIT ${ROWS_AT_ONCE}` : 'AND $3::uuid IS NULL';
  return run(
    `SELECT (${json})::text AS row, ${pages ? 'r.id::text' : 'NULL'} AS id FROM ${table} r
      WHERE $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL AND (${of}) ${page}`,
    [subject.companyId, subject.personId, after],
  );
}

function besideRows(run: Run, table: string, { personId }: Subject): Promise<Row[]> {
  return run(`SELECT held::text AS row, NULL AS id FROM held_beside($1) WHERE held_in = $2`, [personId, table]);
}

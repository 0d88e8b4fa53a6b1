import type { EntityManager } from 'typeorm';
import { type Counting, counterMoves } from '../authorization/counter-moves.ts';
import { covers } from '../authorization/decide.ts';
import type { RecordedVerdict } from '../authorization/decision-record.ts';
import { type CompanyRow, type CompiledControls, compileControls } from '../controls/compile.ts';
import type { CompiledException, ExceptionRow } from '../controls/exception.ts';
import { idAt } from '../platform/ids.ts';
import type { Period } from './history.ts';
import type { PastQuestion } from './past.ts';

/** The exceptions that were open at some time of a period. */
export type PastExceptions = Pick<CompiledControls, 'exceptionsFor'> & {
  /** By id: from when to when by our own clock, and how many purchases had used it when the period began. */
  readonly spans: ReadonlyMap<string, { readonly fromMs: number; readonly untilMs: number; readonly usedBefore: number }>;
};

type PastExceptionRow = ExceptionRow & { readonly fromMs: number; readonly untilMs: number; readonly usedBefore: number };

const EXCEPTIONS = `
SELECT e.id, e.scope, e.subject_id AS "subjectId", e.merchants, e.currency, e.amount_minor AS "amountMinor", epoch_ms(e.expires_at)::float8 AS "expiresAtMs", e.uses,
       CASE e.scope WHEN 'CARD' THEN ARRAY(SELECT k.id FROM cards k WHERE k.company_id = e.company_id AND k.line_id = e.subject_id) END AS "replacementIds",
       epoch_ms(e.created_at)::float8 AS "fromMs", epoch_ms(least(e.ended_at, e.expires_at))::float8 AS "untilMs",
       (SELECT count(DISTINCT a.transaction_id)::int FROM authorizations a JOIN transactions t ON t.company_id = a.company_id AND t.id = a.transaction_id
         WHERE a.company_id = e.company_id AND a.id >= $4 AND a.id < $5 AND a.exception_id = e.id AND t.status <> 'DECLINED') AS "usedBefore"
  FROM control_exceptions e WHERE e.company_id = $1 AND e.created_at < $3 AND coalesce(e.ended_at, e.expires_at) > $2 AND e.expires_at > $2`;

/** No exception lasts longer (`checkedException`). */
const LONGEST_MS = 7 * 86_400_000;

export async function pastExceptions(
  manager: EntityManager,
  company: CompanyRow,
  { companyId, fromMs, untilMs }: Period,
): Promise<PastExceptions> {
  const rows = await manager.query<PastExceptionRow[]>(EXCEPTIONS, [
    ...[companyId, new Date(fromMs), new Date(untilMs)],
    ...[idAt(Math.max(0, fromMs - LONGEST_MS)), idAt(fromMs)],
  ]);
  const compiled = compileControls(company, [], rows);
  return { exceptionsFor: (subjects) => compiled.exceptionsFor(subjects), spans: new Map(rows.map((row) => [row.id, row])) };
}

type Use = { readonly counting: Counting; readonly exceptionIds: readonly string[] };

/** How often exceptions are used, in truth and in the world of a proposal. */
export class TwoUses {
  readonly #truly = new Map<string, bigint>();
  readonly #there = new Map<string, bigint>();

  constructor(readonly past: PastExceptions) {}

  /** Those that were open for a purchase when its question was decided. */
  openFor(purchase: { readonly cardId: string; readonly userId: string }, question: PastQuestion): readonly CompiledException[] {
    const all = this.past.exceptionsFor(purchase);
    if (all.length === 0) return all;
    return all.filter(({ id }) => {
      const span = this.past.spans.get(id);
      return span !== undefined && span.fromMs <= question.decidedMs && question.decidedMs < span.untilMs;
    });
  }

  /** The first that would let a purchase through, in the world of the proposal. */
  letting(
    open: readonly CompiledException[],
    { request }: PastQuestion,
    {
      authorizedBefore,
      used,
      record,
    }: { readonly authorizedBefore: bigint; readonly used: readonly string[]; readonly record: readonly RecordedVerdict[] },
  ): CompiledException | undefined {
    const asked = { amount: request.amount, merchant: request.traits.merchant, authorizedBefore };
    return open.find((one) => covers(one, asked) && (used.includes(one.id) || this.#standing(one, record) < one.uses));
  }

  /** A purchase uses other exceptions than before, or was taken back. */
  move(currency: string, truly: { readonly before: Use; readonly after: Use }, there: { readonly before: Use; readonly after: Use }): void {
    if (truly.after.exceptionIds.length === 0 && there.after.exceptionIds.length === 0) return;
    for (const [uses, { before, after }] of [
      [this.#truly, truly],
      [this.#there, there],
    ] as const)
      for (const { id, minor } of counterMoves([], currency, counted(before), counted(after))) uses.set(id, (uses.get(id) ?? 0n) + minor);
  }

  /** Where the record has the figure it is taken: it is what truly was. */
  #standing({ id, counterId }: CompiledException, record: readonly RecordedVerdict[]): bigint {
    const recorded = record.find((verdict) => verdict.rule === 'EXCEPTION' && verdict.exceptionId === id)?.beforeCount;
    const truly = this.#truly.get(counterId) ?? 0n;
    const there = this.#there.get(counterId) ?? 0n;
    return recorded === undefined ? BigInt(this.past.spans.get(id)?.usedBefore ?? 0) + there : BigInt(recorded) + there - truly;
  }
}

function counted({ counting, exceptionIds }: Use): Counting {
  return { ...counting, exceptionIds };
}

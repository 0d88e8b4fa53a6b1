import type { EntityManager } from 'typeorm';
import type { Counting } from '../authorization/counter-moves.ts';
import { type DecisionRecord, isRepeat } from '../authorization/decision-record.ts';
import { effectOfMethod, methodOf } from '../authorization/methods.ts';
import { CHANNELS } from '../controls/channel.ts';
import type { PurchaseInput, PurchaseTraits } from '../controls/compile.ts';
import { alpha2Of } from '../controls/country.ts';
import type { TransactionKind, TransactionStatus } from '../ledger/purchase.ts';
import { type PurchaseDocument, readPurchase } from '../ledger/stored-purchase.ts';
import { idAt, msOfId } from '../platform/ids.ts';
import { lifeOf, nothingCounted, type ToldPurchase } from './life-of.ts';
import type { PastLife, PastPurchase, PastQuestion } from './past.ts';

export type Period = { readonly companyId: string; readonly fromMs: number; readonly untilMs: number };

const PAGE = 1_000;

type Row = {
  readonly id: string;
  readonly cardId: string;
  readonly userId: string;
  readonly cardProductId: string;
  readonly teamIds: readonly string[];
  readonly currency: string;
  readonly kind: TransactionKind;
  readonly status: TransactionStatus;
  readonly atMs: number;
  readonly merchantName: string;
  readonly mcc: string;
  readonly mid: string | null;
  readonly networkMid: string | null;
  readonly country: string | null;
  /** Null where nobody has looked. */
  readonly channels: string | null;
  readonly charged: string | null;
};

const PURCHASE = `t.id, t.card_id AS "cardId", t.user_id AS "userId", t.card_product_id AS "cardProductId", t.team_ids AS "teamIds", t.currency,
  t.kind, t.status, epoch_ms(t.transacted_at)::float8 AS "atMs", t.merchant_name AS "merchantName", t.merchant_category AS mcc,
  t.merchant_mid AS mid, t.merchant_network_mid AS "networkMid", t.merchant_country AS country, t.channels, t.original_currency AS charged`;

type QuestionRow = {
  readonly questionId: string;
  readonly method: string;
  readonly outcome: 'APPROVED' | 'DECLINED';
  readonly requested: string;
  readonly askedAtMs: number;
  readonly record: string | null;
};

type PlainRow = Row &
  QuestionRow & {
    readonly isPlain: boolean;
    /** Its record was not read. */
    readonly isLeftOut: boolean;
    readonly partAtMs: number | null;
    readonly partMinor: string | null;
  };

/**
 * Purchases of which we were first asked, or told, in the period, in that order. Nearly all are plain: one question, answered by our
 * rules, and whatever came afterwards left what they count as it was. Only of the others the whole life is read. To read the record of an
 * approval would cost more than all the rest of a plain one: it is left out ($4) where nobody looks at it.
 */
const NEW_PURCHASES = `
SELECT ${PURCHASE}, a.id AS "questionId", a.method, a.outcome, a.requested_minor AS requested, epoch_ms(a.user_transaction_time)::float8 AS "askedAtMs",
       r.record, NOT ($4 OR a.outcome = 'DECLINED') AS "isLeftOut", epoch_ms(t.part_at[1])::float8 AS "partAtMs", t.part_minor[1] AS "partMinor",
       (a.id IS NOT NULL AND a.released_at IS NULL AND t.kind = 'PURCHASE' AND t.refunded_minor = 0
         AND NOT EXISTS (SELECT FROM authorizations o WHERE o.company_id = t.company_id AND o.transaction_id = t.id AND o.id <> a.id)
         AND NOT EXISTS (SELECT FROM hold_events h WHERE h.company_id = t.company_id AND h.authorization_id = a.id AND h.code = 'TOLD_FIRST_APPROVED')
         AND CASE a.outcome
               WHEN 'APPROVED' THEN t.part_minor = ARRAY[a.amount_minor] AND NOT EXISTS (
                 SELECT FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id
                    AND NOT (e.type IN ('authorization', 'authorization.clearing') AND e.amount_minor = a.amount_minor AND e.state NOT IN ('DECLINED', 'ERROR')))
               ELSE t.part_minor = '{}' AND NOT EXISTS (
                 SELECT FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id AND e.state NOT IN ('DECLINED', 'ERROR'))
             END) AS "isPlain"
  FROM transactions t
  LEFT JOIN authorizations a ON a.company_id = t.company_id AND a.id = t.authorization_id
  LEFT JOIN LATERAL (SELECT d.record::text AS record FROM decision_records d
                      WHERE ($4 OR a.outcome = 'DECLINED') AND d.company_id = a.company_id AND d.id = a.id LIMIT 1) r ON true
 WHERE t.company_id = $1 AND t.id > $2 AND t.id < $3 ORDER BY t.id LIMIT ${PAGE}`;

/** Lives in the order of their first moments. */
export class PastPage {
  #leftOut: readonly RecordedQuestion[];

  constructor(
    readonly lives: readonly PastLife[],
    leftOut: readonly RecordedQuestion[],
    readonly readRecordsOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>,
  ) {
    this.#leftOut = leftOut;
  }

  get lacksRecords(): boolean {
    return this.#leftOut.length > 0;
  }

  /** Reads those that were left out. */
  async readRecords(): Promise<void> {
    const leftOut = this.#leftOut;
    this.#leftOut = [];
    const records = await this.readRecordsOf(leftOut.map(({ id }) => id));
    for (const question of leftOut) question.isRecordedAs(records.get(question.id) ?? null);
  }
}

/** @param withRecords whether records are looked at that are not of declines; asked page by page */
export async function* livesOf(
  manager: EntityManager,
  { companyId, fromMs, untilMs }: Period,
  withRecords: () => boolean,
): AsyncGenerator<PastPage> {
  const [fromId, untilId] = [idAt(fromMs), idAt(untilMs)];
  for await (const rows of paged((after) => manager.query<PlainRow[]>(NEW_PURCHASES, [companyId, after, untilId, withRecords()]), fromId)) {
    const plain = new Map(rows.flatMap((row) => (row.isPlain ? [[row.id, new RecordedQuestion(row, row)] as const] : [])));
    const whole = await wholeLives(
      manager,
      companyId,
      rows.filter(({ isPlain }) => !isPlain),
      fromId,
    );
    const lives = rows.flatMap((row) => {
      const question = plain.get(row.id);
      return (question === undefined ? whole.get(row.id) : plainLife(companyId, row, question)) ?? [];
    });
    const leftOut = [...plain.values()].filter(({ isLeftOut }) => isLeftOut);
    yield new PastPage(lives, leftOut, (ids) => recordsOf(manager, companyId, ids));
  }
}

async function recordsOf(manager: EntityManager, companyId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await manager.query<{ id: string; record: string }[]>(
    `SELECT id, record::text AS record FROM decision_records WHERE company_id = $1 AND id = ANY ($2)`,
    [companyId, ids],
  );
  return new Map(rows.map(({ id, record }) => [id, record]));
}

type OldRow = Row & { readonly partAtMs: readonly number[]; readonly partMinor: readonly string[]; readonly goesOn: boolean };

const OLD_PURCHASES = `
SELECT ${PURCHASE}, ARRAY(SELECT epoch_ms(p)::float8 FROM unnest(t.part_at) p) AS "partAtMs", t.part_minor::text[] AS "partMinor",
       t.updated_at >= $4 AS "goesOn"
  FROM transactions t WHERE t.company_id = $1 AND t.id > $2 AND t.id < $3 ORDER BY t.id LIMIT ${PAGE}`;

/** What counted already when the period began, and how it went on. */
export async function* livesBefore(manager: EntityManager, period: Period, sinceMs: number): AsyncGenerator<readonly PastLife[]> {
  const { companyId, fromMs } = period;
  const fromId = idAt(fromMs);
  const pages = paged((after) => manager.query<OldRow[]>(OLD_PURCHASES, [companyId, after, fromId, new Date(fromMs)]), idAt(sinceMs));
  for await (const rows of pages) {
    const whole = await wholeLives(
      manager,
      companyId,
      rows.filter(({ goesOn }) => goesOn),
      fromId,
    );
    yield rows.map((row) => (row.goesOn ? whole.get(row.id) : endedLife(companyId, row))).filter((life) => life !== undefined);
  }
}

/** Purchases from before the period of which we were asked again in it. */
export async function livesGoingOn(manager: EntityManager, { companyId, fromMs, untilMs }: Period): Promise<readonly PastLife[]> {
  const rows = await manager.query<Row[]>(
    `SELECT ${PURCHASE} FROM transactions t WHERE t.company_id = $1 AND t.id IN (
       SELECT a.transaction_id FROM authorizations a WHERE a.company_id = $1 AND a.id > $2 AND a.id < $3 AND a.transaction_id < $2)`,
    [companyId, idAt(fromMs), idAt(untilMs)],
  );
  return [...(await wholeLives(manager, companyId, rows, idAt(fromMs))).values()];
}

/** How many questions the period has, counted no further than one above the most. */
export async function countQuestions(manager: EntityManager, { companyId, fromMs, untilMs }: Period, most: number): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM (SELECT FROM authorizations a WHERE a.company_id = $1 AND a.id > $2 AND a.id < $3 LIMIT ${most + 1}) q`,
    [companyId, idAt(fromMs), idAt(untilMs)],
  );
  return row?.count ?? 0;
}

/** Page after page by id. The next one is asked for while the last is worked on. */
async function* paged<Item extends { readonly id: string }>(
  load: (after: string) => Promise<readonly Item[]>,
  from: string,
): AsyncGenerator<readonly Item[]> {
  let next = load(from);
  for (;;) {
    const page = await next;
    const last = page.at(-1);
    if (last === undefined) return;
    const isLast = page.length < PAGE;
    if (!isLast) {
      next = load(last.id);
      // Whoever stops reading does not wait for it.
      next.catch(() => undefined);
    }
    yield page;
    if (isLast) return;
  }
}

type Heard = {
  readonly document: PurchaseDocument;
  readonly questions: readonly (QuestionRow & { readonly releasedMs: number | null })[] | null;
  readonly refunds: readonly (readonly [token: string, id: string | null])[] | null;
};

const WHOLE = `
SELECT purchase_state(t) AS document,
       (SELECT json_agg(json_build_object('questionId', a.id, 'method', a.method, 'outcome', a.outcome, 'requested', a.requested_minor::text,
                 'askedAtMs', epoch_ms(a.user_transaction_time), 'record', r.record::text, 'releasedMs', epoch_ms(a.released_at)))
          FROM authorizations a LEFT JOIN decision_records r ON r.company_id = a.company_id AND r.id = a.id
         WHERE a.company_id = t.company_id AND a.transaction_id = t.id) AS questions,
       (SELECT json_agg(json_build_array(f.marqeta_transaction_token,
                 (SELECT e.id FROM transaction_events e WHERE e.company_id = f.company_id AND e.transaction_id = f.id ORDER BY e.id DESC LIMIT 1)))
          FROM transactions f WHERE t.refunded_minor <> 0 AND f.company_id = t.company_id AND f.refund_of_token IN (
            SELECT t.marqeta_transaction_token UNION SELECT e.token FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id)) AS refunds
  FROM transactions t WHERE t.company_id = $1 AND t.id = ANY ($2)`;

async function wholeLives(manager: EntityManager, companyId: string, rows: readonly Row[], fromId: string): Promise<Map<string, PastLife>> {
  if (rows.length === 0) return new Map();
  const heard = await manager.query<Heard[]>(WHOLE, [companyId, rows.map(({ id }) => id)]);
  const byId = new Map(heard.map((one) => [one.document.id, one]));
  return new Map(
    rows.flatMap((row) => {
      const one = byId.get(row.id);
      return one === undefined ? [] : [[row.id, wholeLife(companyId, row, one, fromId)] as const];
    }),
  );
}

function wholeLife(companyId: string, row: Row, { document, questions, refunds }: Heard, fromId: string): PastLife {
  const byId = new Map(questions?.map((question) => [question.questionId, question]));
  const told: ToldPurchase = {
    stored: readPurchase(document, effectOfMethod),
    verdictIds: document.verdicts.map(({ id }) => id),
    messageIds: document.events.map(({ id }) => id),
    releasedMs: new Map(
      questions?.flatMap(({ questionId, releasedMs }) => (releasedMs === null ? [] : [[questionId, releasedMs] as const])),
    ),
    refundIds: new Map(refunds?.flatMap(([token, id]) => (id === null ? [] : [[token, id] as const]))),
  };
  return lifeOf(purchaseOf(companyId, row), told, fromId, (verdictId) => {
    const question = byId.get(verdictId);
    // One that adds to a purchase may name another merchant than the purchase has: its own record tells which.
    return question === undefined ? null : new RecordedQuestion(row, question, { asRecorded: true });
  });
}

function plainLife(companyId: string, row: PlainRow, question: PastQuestion): PastLife {
  const before = nothingCounted(row);
  const { kind, mcc, partAtMs, partMinor } = row;
  const counting: Counting =
    partAtMs === null || partMinor === null
      ? before
      : { kind, status: 'PENDING', mcc, atMs: partAtMs, parts: [{ atMs: partAtMs, minor: BigInt(partMinor) }] };
  return {
    purchase: purchaseOf(companyId, row),
    ...{ before, exceptionIds: [] },
    moments: [{ id: row.questionId, question, counting }],
  };
}

function endedLife(companyId: string, row: OldRow): PastLife {
  const { kind, status, atMs, mcc, partAtMs, partMinor } = row;
  const parts = partAtMs.map((at, i) => ({ atMs: at, minor: BigInt(partMinor[i] ?? '0') }));
  return { purchase: purchaseOf(companyId, row), before: { kind, status, atMs, mcc, parts }, exceptionIds: [], moments: [] };
}

function purchaseOf(companyId: string, { id, cardId, userId, cardProductId, teamIds, currency, merchantName }: Row): PastPurchase {
  return { id, companyId, cardId, userId, cardProductId, teamIds, currency, merchantName };
}

/** What was not kept of purchases before it was looked at. */
const NOT_KEPT_ONCE: ReadonlySet<PurchaseInput> = new Set(['NETWORK_MID', 'CHANNEL']);
const ALL_KEPT: ReadonlySet<PurchaseInput> = new Set();

/** What the purchase was described by. */
function traitsOf({ merchantName: name, mid, networkMid, mcc, country, charged, currency, channels }: Row): PurchaseTraits {
  return {
    mcc,
    merchant: { name, mid, networkMid },
    country: alpha2Of(country),
    currency: charged ?? currency,
    channels: CHANNELS.filter((channel) => channels?.split(' ').includes(channel)),
  };
}

/** What the rules saw, where the record has it: records older than these inputs have the merchant's category and number alone. */
function traitsSeen(row: Row, { mcc, mid, merchant, networkMid, country, charged, channels }: DecisionRecord): PurchaseTraits {
  const described = traitsOf(row);
  const isOlder = [merchant, networkMid, country, charged, channels].every((input) => input === undefined);
  if (isOlder) return { ...described, mcc, merchant: { ...described.merchant, mid } };
  return {
    mcc,
    merchant: { name: merchant ?? null, mid, networkMid: networkMid ?? null },
    country: country ?? null,
    currency: charged?.currency ?? row.currency,
    channels: channels ?? [],
  };
}

class RecordedQuestion implements PastQuestion {
  readonly id: string;
  readonly outcome: 'APPROVED' | 'DECLINED';
  readonly atMs: number;
  readonly unknown: ReadonlySet<PurchaseInput>;
  readonly request: PastQuestion['request'];
  /** Of the record; undefined where it was left out. */
  #text: string | null | undefined;
  #record: DecisionRecord | null | undefined;

  constructor(
    readonly row: Row,
    question: QuestionRow & { readonly isLeftOut?: boolean },
    { asRecorded = false }: { readonly asRecorded?: boolean } = {},
  ) {
    this.#text = question.isLeftOut === true ? undefined : question.record;
    this.id = question.questionId;
    this.outcome = question.outcome;
    this.atMs = question.askedAtMs;
    this.unknown = row.channels === null ? NOT_KEPT_ONCE : ALL_KEPT;
    // Reading a record costs more than all else here: a plain purchase is described by its one question.
    const record = asRecorded ? this.record() : null;
    this.request = {
      method: methodOf(question.method),
      amount: { minor: BigInt(question.requested), currency: row.currency },
      traits: record === null ? traitsOf(row) : traitsSeen(row, record),
    };
  }

  get decidedMs(): number {
    return msOfId(this.id);
  }

  get isLeftOut(): boolean {
    return this.#text === undefined;
  }

  /** @param text of the record, which was left out; null where it is archived */
  isRecordedAs(text: string | null): void {
    this.#text = text;
  }

  isRepeat(): boolean {
    // It would not be plain, and so would not have been left out.
    if (this.isLeftOut) return false;
    const record = this.record();
    return record !== null && isRepeat(record);
  }

  record(): DecisionRecord | null {
    if (this.#text === undefined) throw new Error(`the record of ${this.id} was left out`);
    this.#record ??= this.#text === null ? null : (JSON.parse(this.#text) as DecisionRecord);
    return this.#record;
  }
}

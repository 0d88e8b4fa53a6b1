import type { CommandOptions } from '../access/commander.ts';
import { type Action, assertMay, may } from '../access/policy.ts';
import { actorOf, type Member } from '../access/viewer.ts';
import type { FileService, NewFile } from '../files/file.service.ts';
import type { MessageState } from '../ledger/purchase.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { runOn } from '../platform/run.ts';
import { audit, contextOf, once, read, transact, type Tx } from '../platform/transact.ts';
import type { DisputeReason } from './dispute-reason.ts';
import { type Dispute, findDispute, insertDispute, insertDisputeEvent, saveStanding } from './dispute-store.ts';
import { type DisputeDecision, isOver, stepOf } from './dispute.state.ts';
import {
  DisputeAmountError,
  DisputeDecisionError,
  DisputeExistsError,
  DisputeOverError,
  NotDisputableError,
  TooMuchEvidenceError,
} from './dispute.errors.ts';
import { type Clearing, clearingFor, type Disputable, disputableOf } from './disputable.ts';
import { announce } from './said.ts';

/** One queue a dispute: what Marqeta is told of one dispute, it is told in order. */
export const TELL_MARQETA_OF_DISPUTE = 'dispute.tellMarqeta';
const MOST_EVIDENCE = 20;
const MOST_STATEMENT = 1_000;

export type OpenDispute = {
  readonly idempotencyKey: string;
  readonly transactionId: string;
  /** All that can be asked back, when left out. */
  readonly amountMinor?: bigint | null | undefined;
  readonly reason: DisputeReason;
  readonly statement: string;
};

export type DecideDispute = {
  readonly idempotencyKey: string;
  readonly disputeId: string;
  readonly decision: DisputeDecision;
  readonly reason?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
};

type Purchase = {
  readonly companyId: string;
  readonly id: string;
  readonly userId: string;
  readonly teamIds: readonly string[];
  readonly currency: string;
  readonly disputable: Disputable;
};

/** Commands to a dispute. What is wanted commits here; Marqeta is told by a job, so that an outage delays and never loses or doubles. */
export class DisputeService {
  constructor(
    private readonly database: Database,
    private readonly files: FileService,
  ) {}

  /** @throws NotFoundError, ForbiddenError, InvalidInputError, NotDisputableError, DisputeExistsError, DisputeAmountError */
  open(by: Member, input: OpenDispute, options: CommandOptions = {}): Promise<{ disputeId: string }> {
    const { idempotencyKey, ...asked } = input;
    const statement = checkedText('statement', input.statement, MOST_STATEMENT);
    if (statement === null) throw new InvalidInputError('statement', 'Say what happened, in a sentence or two.');
    return this.#transact(by, 'dispute.open', options, async (tx) => {
      const purchase = await findPurchase(tx, by.companyId, input.transactionId);
      if (purchase === null || !may(by, 'transaction.see', purchase)) throw new NotFoundError('purchase');
      assertMay(by, 'dispute.open', purchase);
      return once(tx, idempotencyKey, { ...asked, amountMinor: asked.amountMinor?.toString() ?? null }, async () => {
        const { clearing, minor } = chosen(purchase.disputable, input.amountMinor ?? null);
        const amount = { minor, currency: purchase.currency };
        return this.#insert(tx, by, purchase, { clearing, amount, reason: input.reason, statement });
      });
    });
  }

  async #insert(
    tx: Tx,
    by: Member,
    { companyId, id: transactionId, userId, teamIds }: Purchase,
    { clearing, amount, reason, statement }: { readonly clearing: Clearing } & Pick<Dispute, 'amount' | 'reason' | 'statement'>,
  ): Promise<{ disputeId: string }> {
    const { clock } = this.database;
    const now = clock.now();
    const id = uuidv7(clock);
    const dispute: Dispute = {
      ...{ companyId, id, transactionId, userId, teamIds, clearingToken: clearing.token, amount, reason, statement },
      ...{ state: 'WAITING', stateAt: now, wanted: null, issuerRefusal: null, waitingSince: now, dueAt: null, remindedAt: null },
      ...{ openedBy: by.userId, openedAt: now, version: 1 },
    };
    const run = runOn(tx);
    await insertDispute(run, dispute);
    const event = { token: 'opened', kind: 'STATE', detail: 'WAITING', byUserId: by.userId, at: now } as const;
    await insertDisputeEvent(run, dispute, event, clock);
    await announceIn(tx, dispute, 'dispute.opened');
    audit(tx, {
      ...{ subjectType: 'dispute', subjectId: id },
      after: { transactionId, amountMinor: amount.minor.toString(), currency: amount.currency, reason },
    });
    await tellMarqeta(tx, dispute);
    return { disputeId: id };
  }

  /** @throws NotFoundError, ForbiddenError, StaleVersionError, DisputeDecisionError */
  decide(by: Member, input: DecideDispute, options: CommandOptions = {}): Promise<{ disputeId: string }> {
    const { idempotencyKey, ...asked } = input;
    const reason = checkedText('reason', input.reason ?? '', 200);
    return this.#transact(by, 'dispute.decide', options, async (tx) => {
      const before = await visibleDispute(tx, by, input.disputeId, 'dispute.decide');
      return once(tx, idempotencyKey, asked, async () => {
        expectVersion('dispute', before.version, input.expectedVersion);
        const step = stepOf(before, input.decision);
        if (step === null) throw new DisputeDecisionError();
        const { clock } = this.database;
        const now = clock.now();
        const standing = { state: before.state, stateAt: before.stateAt, wanted: step, issuerRefusal: null };
        const after = await saveStanding(runOn(tx), before, standing, now);
        const token = `decision:${after.version}`;
        await insertDisputeEvent(
          runOn(tx),
          before,
          { token, kind: 'DECISION', detail: input.decision, reason, byUserId: by.userId, at: now },
          clock,
        );
        await announceIn(tx, after, 'dispute.decided');
        audit(tx, { subjectType: 'dispute', subjectId: before.id, before: { state: before.state }, after: { wanted: step }, reason });
        await tellMarqeta(tx, after);
        return { disputeId: before.id };
      });
    });
  }

  /** Keeps a file as evidence. @throws NotFoundError, ForbiddenError, DisputeOverError, TooMuchEvidenceError, and what `FileService` throws */
  async addEvidence(by: Member, disputeId: string, file: NewFile, options: CommandOptions = {}): Promise<{ fileId: string }> {
    // Looked at first, so that no bytes are kept for nothing, and again under the gate.
    await read(this.database, by.companyId, (manager) => assertTakesEvidence(runOn(manager), by, disputeId));
    const { fileId } = await this.files.keep(by, file, options);
    await this.#transact(by, 'dispute.addEvidence', options, async (tx) => {
      const run = runOn(tx);
      const dispute = await assertTakesEvidence(run, by, disputeId);
      const { clock } = this.database;
      const now = clock.now();
      await run(`INSERT INTO dispute_evidence (company_id, dispute_id, file_id, added_by, added_at) VALUES ($1, $2, $3, $4, $5)`, [
        ...[by.companyId, dispute.id, fileId, by.userId, now],
      ]);
      const event = { token: `evidence:${fileId}`, kind: 'EVIDENCE', detail: fileId, byUserId: by.userId, at: now } as const;
      await insertDisputeEvent(run, dispute, event, clock);
      await announceIn(tx, dispute, 'dispute.evidence_added');
      audit(tx, { subjectType: 'dispute', subjectId: dispute.id, after: { fileId } });
    });
    return { fileId };
  }

  /** A file of a dispute that the person may see. Who opened it is on record before a byte is read. @throws NotFoundError */
  async openEvidence(by: Member, disputeId: string, fileId: string, options: CommandOptions = {}): ReturnType<FileService['open']> {
    const command = { ...options, command: 'dispute.openEvidence', actor: actorOf(by, options.ip) };
    await transact(this.database, command, async (tx) => {
      const run = runOn(tx);
      const dispute = await seenDispute(run, by, disputeId);
      const [kept] = isUuid(fileId)
        ? await run(`SELECT FROM dispute_evidence WHERE company_id = $1 AND dispute_id = $2 AND file_id = $3`, [
            by.companyId,
            dispute.id,
            fileId,
          ])
        : [];
      if (kept === undefined) throw new NotFoundError('file');
      audit(tx, { subjectType: 'dispute', subjectId: dispute.id, after: { fileId } });
    });
    return read(this.database, by.companyId, (manager) => this.files.open(manager, by.companyId, fileId));
  }

  #transact<T>(by: Member, command: string, options: CommandOptions, act: (tx: Tx) => Promise<T>): Promise<T> {
    return transact(this.database, { ...options, command, actor: actorOf(by, options.ip) }, async (tx) => {
      await gate(tx, by.companyId);
      return act(tx);
    });
  }
}

function chosen(disputable: Disputable, asked: bigint | null): { clearing: Clearing; minor: bigint } {
  if (!disputable.possible) throw disputable.why === 'DISPUTED' ? new DisputeExistsError() : new NotDisputableError(disputable.why);
  const minor = asked ?? disputable.most;
  if (minor <= 0n || minor > disputable.most) throw new DisputeAmountError();
  const clearing = clearingFor(disputable.clearings, minor);
  if (clearing === null) throw new DisputeAmountError();
  return { clearing, minor };
}

async function assertTakesEvidence(run: ReturnType<typeof runOn>, by: Member, disputeId: string): Promise<Dispute> {
  const dispute = await seenDispute(run, by, disputeId);
  assertMay(by, 'dispute.addEvidence', dispute);
  if (isOver(dispute.state)) throw new DisputeOverError();
  const [row] = await run<{ files: number }>(
    `SELECT count(*)::int AS files FROM dispute_evidence WHERE company_id = $1 AND dispute_id = $2`,
    [by.companyId, dispute.id],
  );
  if ((row?.files ?? 0) >= MOST_EVIDENCE) throw new TooMuchEvidenceError(MOST_EVIDENCE);
  return dispute;
}

async function visibleDispute(tx: Tx, by: Member, disputeId: string, action: Action): Promise<Dispute> {
  const dispute = await seenDispute(runOn(tx), by, disputeId);
  assertMay(by, action, dispute);
  return dispute;
}

async function seenDispute(run: ReturnType<typeof runOn>, by: Member, disputeId: string): Promise<Dispute> {
  const dispute = isUuid(disputeId) ? await findDispute(run, disputeId) : null;
  if (dispute === null || !may(by, 'dispute.see', dispute)) throw new NotFoundError('dispute');
  return dispute;
}

type PurchaseRow = {
  company_id: string;
  id: string;
  user_id: string;
  team_ids: string[];
  currency: string;
  cleared_minor: string;
  refunded_minor: string;
  disputed: boolean;
};

async function findPurchase(tx: Tx, companyId: string, id: string): Promise<Purchase | null> {
  if (!isUuid(id)) return null;
  const [row] = await tx.query<PurchaseRow[]>(
    `SELECT t.company_id, t.id, t.user_id, t.team_ids, t.currency, t.cleared_minor, t.refunded_minor,
            EXISTS (SELECT FROM disputes d WHERE d.company_id = t.company_id AND d.transaction_id = t.id
                       AND d.state NOT IN ('REFUSED', 'NETWORK_REJECTED', 'WITHDRAWN')) AS disputed
       FROM transactions t WHERE t.company_id = $1 AND t.id = $2`,
    [companyId, id],
  );
  if (row === undefined) return null;
  const messages = await tx.query<{ token: string; type: string; state: MessageState; minor: string; at: Date }[]>(
    `SELECT token, type, state, amount_minor AS minor, at FROM transaction_events WHERE company_id = $1 AND transaction_id = $2`,
    [companyId, id],
  );
  const disputable = disputableOf({
    cleared: BigInt(row.cleared_minor),
    refunded: BigInt(row.refunded_minor),
    messages: messages.map((message) => ({ ...message, minor: BigInt(message.minor) })),
    disputed: row.disputed,
    now: contextOf(tx).database.clock.now(),
  });
  return { companyId, id: row.id, userId: row.user_id, teamIds: row.team_ids, currency: row.currency, disputable };
}

async function announceIn(tx: Tx, dispute: Dispute, event: string): Promise<void> {
  const context = contextOf(tx);
  context.feedNumber = await announce(runOn(tx), dispute, event, context.database.clock);
}

function tellMarqeta(tx: Tx, { companyId, id }: Dispute): Promise<void> {
  return enqueue(tx, TELL_MARQETA_OF_DISPUTE, { companyId, disputeId: id }, { key: id, queue: `dispute:${id}` });
}

/** @throws InvalidInputError */
function checkedText(field: string, text: string, most: number): string | null {
  const checked = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (checked.length > most) throw new InvalidInputError(field, `At most ${most} characters.`);
  return checked === '' ? null : checked;
}

import type { CommandOptions } from '../access/commander.ts';
import { assertProven } from '../access/step-up.ts';
import { actorOf, type Member } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { audit, contextOf, once, transact, type Tx } from '../platform/transact.ts';
import { type Answer, answered, type Approval, withdrawn } from './approval.ts';

/** A command that may need another person's yes. The slice that has it says who may answer, and runs it. */
export type ApprovableCommand = {
  /** `noun.verb`, as the audit log names it. */
  readonly name: string;
  /** @throws ForbiddenError, NotFoundError when this person may not answer it */
  assertMayAnswer(tx: Tx, by: Member, approval: Approval): Promise<void>;
  /** In the transaction of the yes, under the company's gate. What it throws takes the yes back. */
  run(tx: Tx, approval: Approval): Promise<void>;
  /** In the transaction in which it came to nothing: answered with no, or taken back. */
  drop?(tx: Tx, approval: Approval): Promise<void>;
};

export type NewApproval = {
  readonly companyId: string;
  readonly command: string;
  /** As it will be run; no secret, no personal data. */
  readonly input: object;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly requestedBy: string;
};

export type AnswerApproval = {
  readonly idempotencyKey: string;
  readonly approvalId: string;
  readonly answer: Answer;
  readonly reason?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
};

const COLUMNS = `company_id AS "companyId", id, command, input, subject_type AS "subjectType", subject_id AS "subjectId", status,
  requested_by AS "requestedBy", decided_by AS "decidedBy", reason, version, created_at AS "createdAt", decided_at AS "decidedAt"`;

/** Commands that wait for another person's yes, whichever slice they are of. */
export class ApprovalService {
  readonly #commands: ReadonlyMap<string, ApprovableCommand>;

  constructor(
    private readonly database: Database,
    commands: readonly ApprovableCommand[],
  ) {
    this.#commands = new Map(commands.map((command) => [command.name, command]));
  }

  /** Keeps a command instead of running it, in the transaction of who asks, under the company's gate. */
  async ask(tx: Tx, { companyId, command, input, subjectType, subjectId, requestedBy }: NewApproval): Promise<{ approvalId: string }> {
    this.#commandOf(command);
    const { clock } = contextOf(tx).database;
    const id = uuidv7(clock);
    await tx.query(
      `INSERT INTO approvals (company_id, id, command, input, subject_type, subject_id, requested_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [companyId, id, command, JSON.stringify(input), subjectType, subjectId, requestedBy, clock.now()],
    );
    audit(tx, { subjectType: 'approval', subjectId: id, after: { command, subjectType, subjectId } });
    return { approvalId: id };
  }

  /** A yes runs the command; both commit, or neither. @throws NotFoundError, StaleVersionError, and what `answered` throws */
  answer(by: Member, input: AnswerApproval, options: CommandOptions = {}): Promise<Approval> {
    const reason = reasonOf(input.reason);
    return this.#settle(by, 'approval.answer', input, options, async (tx, approval) => {
      const command = this.#commandOf(approval.command);
      await command.assertMayAnswer(tx, by, approval);
      // A no moves nothing.
      if (input.answer === 'APPROVED') assertProven(by, this.database.clock.now());
      const after = answered(approval, by.userId, input.answer, reason, this.database.clock.now());
      await save(tx, after);
      if (after.status === 'APPROVED') await command.run(tx, after);
      else await command.drop?.(tx, after);
      return after;
    });
  }

  /** By who asked for it alone. */
  withdraw(by: Member, input: Omit<AnswerApproval, 'answer' | 'reason'>, options: CommandOptions = {}): Promise<Approval> {
    return this.#settle(by, 'approval.withdraw', input, options, async (tx, approval) => {
      if (approval.requestedBy !== by.userId) throw new NotFoundError('request');
      const after = withdrawn(approval, this.database.clock.now());
      await save(tx, after);
      await this.#commandOf(approval.command).drop?.(tx, after);
      return after;
    });
  }

  /** Whatever somebody asked for who leaves, within another command, under its gate: nobody answers for it any more. */
  async withdrawAllOf(tx: Tx, companyId: string, personId: string): Promise<void> {
    const pending = await tx.query<Approval[]>(
      `SELECT ${COLUMNS} FROM approvals WHERE company_id = $1 AND requested_by = $2 AND status = 'PENDING' ORDER BY id`,
      [companyId, personId],
    );
    for (const before of pending) {
      const after = withdrawn(before, this.database.clock.now());
      await save(tx, after);
      await this.#commandOf(before.command).drop?.(tx, after);
      audit(tx, { subjectType: 'approval', subjectId: before.id, before: { status: before.status }, after: { status: after.status } });
    }
  }

  #settle(
    by: Member,
    command: string,
    { idempotencyKey, approvalId, expectedVersion, ...rest }: Omit<AnswerApproval, 'answer'>,
    options: CommandOptions,
    act: (tx: Tx, approval: Approval) => Promise<Approval>,
  ): Promise<Approval> {
    const { companyId } = by;
    return transact(this.database, { ...options, command, actor: actorOf(by, options.ip) }, async (tx) => {
      await gate(tx, companyId);
      await once(tx, idempotencyKey, { approvalId, ...rest }, async () => {
        const before = await found(tx, companyId, approvalId);
        expectVersion('request', before.version, expectedVersion);
        const { status, reason } = await act(tx, before);
        audit(tx, { subjectType: 'approval', subjectId: before.id, before: { status: before.status }, after: { status }, reason });
        return { status };
      });
      return found(tx, companyId, approvalId);
    });
  }

  #commandOf(name: string): ApprovableCommand {
    const command = this.#commands.get(name);
    if (command === undefined) throw new Error(`${name} is no command that can be approved`);
    return command;
  }
}

async function found(tx: Tx, companyId: string, id: string): Promise<Approval> {
  const [row] = isUuid(id)
    ? await tx.query<Approval[]>(`SELECT ${COLUMNS} FROM approvals WHERE company_id = $1 AND id = $2`, [companyId, id])
    : [];
  if (row === undefined) throw new NotFoundError('request');
  return row;
}

async function save(tx: Tx, { companyId, id, status, decidedBy, reason, version, decidedAt }: Approval): Promise<void> {
  await tx.query(
    `UPDATE approvals SET status = $3, decided_by = $4, reason = $5, version = $6, decided_at = $7 WHERE company_id = $1 AND id = $2`,
    [...[companyId, id, status, decidedBy, reason, version, decidedAt]],
  );
}

function reasonOf(text: string | null | undefined): string | null {
  const reason = (text ?? '').trim();
  if (reason.length > 200) throw new InvalidInputError('reason', 'A reason has at most 200 characters.');
  return reason === '' ? null : reason;
}

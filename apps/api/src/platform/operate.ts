import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Database } from './database.ts';
import type { DryRun } from './dry-run.ts';
import { IdempotencyKeyReusedError } from './errors.ts';
import { uuidv7 } from './ids.ts';
import { assertKey, type AuditDetail, LONGEST_USER_AGENT, retrying } from './transact.ts';

/** Who runs the installation and belongs to no company. */
type Operator = { readonly identityId: string; readonly displayName: string; readonly ip?: string; readonly userAgent?: string };

export type OperatorCommand = {
  /** `noun.verb`, as it will stand in the operators' audit log. */
  readonly command: string;
  readonly operator: Operator;
  readonly idempotencyKey: string;
  /** What is compared when the key comes again. */
  readonly input: object;
  readonly traceId?: string;
  /** When it is tried alone: nothing of it is committed. */
  readonly dryRun?: DryRun;
};

declare const open: unique symbol;
/** What `Tx` is to a company's command: only `operate` makes one. No company's row is seen in it. */
export type OperatorTx = EntityManager & { readonly [open]: 'operator' };

/** What a command did: its answer, small and without a message's content, and a row of the audit log for each subject. */
export type Operated<T> = { readonly answer: T; readonly done: readonly AuditDetail[] };

/**
 * Runs one command of an operator, once for its key, in one transaction under the installation's gate: operators' commands go
 * one after the other.
 * @throws InvalidInputError, IdempotencyKeyReusedError
 */
export function operate<T>(database: Database, command: OperatorCommand, run: (tx: OperatorTx) => Promise<Operated<T>>): Promise<T> {
  assertKey(command.idempotencyKey);
  const within = async (manager: EntityManager): Promise<T> => {
    const tx = manager as OperatorTx;
    await tx.query(`SELECT set_config('app.company_id', '', true)`);
    await tx.query(`SELECT 1 FROM installation_gate FOR NO KEY UPDATE`);
    const hash = createHash('sha256').update(JSON.stringify(command.input)).digest();
    const before = await answerOf<T>(tx, command, hash);
    if (before !== undefined) return before.answer;
    const { answer, done } = await run(tx);
    await keepAnswer(tx, database, command, hash, answer);
    await writeAudit(tx, database, command, done);
    return answer;
  };
  return retrying(() => command.dryRun?.within(within) ?? database.api.transaction(within));
}

async function answerOf<T>(
  tx: OperatorTx,
  { command, operator, idempotencyKey }: OperatorCommand,
  hash: Buffer,
): Promise<{ answer: T } | undefined> {
  const [row] = await tx.query<{ command: string; input_hash: Buffer; answer: T }[]>(
    `SELECT command, input_hash, answer FROM operator_idempotency_keys WHERE actor_id = $1 AND key = $2`,
    [operator.identityId, idempotencyKey],
  );
  if (row !== undefined && (row.command !== command || !row.input_hash.equals(hash))) throw new IdempotencyKeyReusedError();
  return row;
}

async function keepAnswer(
  tx: OperatorTx,
  { clock }: Database,
  { command, operator, idempotencyKey }: OperatorCommand,
  hash: Buffer,
  answer: unknown,
): Promise<void> {
  await tx.query(
    `INSERT INTO operator_idempotency_keys (actor_id, key, command, input_hash, answer, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [operator.identityId, idempotencyKey, command, hash, JSON.stringify(answer ?? null), clock.now()],
  );
}

/** One statement, however many subjects. */
async function writeAudit(
  tx: OperatorTx,
  { clock }: Database,
  { command, operator, traceId }: OperatorCommand,
  done: readonly AuditDetail[],
): Promise<void> {
  if (done.length === 0) return;
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await tx.query(
    `INSERT INTO operator_audit_events (id, at, command, actor_id, actor_name, trace_id, ip, user_agent, subject_type, subject_id, before, after, reason)
     SELECT id, $2, $3, $4, $5, $6, $7, $13, subject_type, subject_id, before, after, reason
       FROM unnest($1::uuid[], $8::text[], $9::text[], $10::jsonb[], $11::jsonb[], $12::text[])
         AS did (id, subject_type, subject_id, before, after, reason)`,
    [
      done.map(() => uuidv7(clock)),
      ...[clock.now(), command, operator.identityId, operator.displayName, traceId ?? null, operator.ip ?? null],
      done.map(({ subjectType }) => subjectType),
      done.map(({ subjectId }) => subjectId),
      done.map(({ before }) => json(before)),
      done.map(({ after }) => json(after)),
      done.map(({ reason }) => reason ?? null),
      operator.userAgent?.slice(0, LONGEST_USER_AGENT) ?? null,
    ],
  );
}

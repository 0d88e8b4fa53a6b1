import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Database } from './database.ts';
import type { DryRun } from './dry-run.ts';
import { ENQUEUE, enqueueParameters } from './enqueue.ts';
import { IdempotencyKeyReusedError, InvalidInputError } from './errors.ts';
import { uuidv7 } from './ids.ts';

/** Who commands: a signed-in person, a program with an API key, or a part of the system named by a word. */
export type Actor =
  | {
      readonly kind: 'person';
      readonly companyId: string;
      readonly userId: string;
      readonly identityId: string;
      readonly displayName: string;
      readonly ip?: string;
    }
  | {
      readonly kind: 'service';
      readonly companyId: string;
      readonly accountId: string;
      readonly name: string;
      readonly ip?: string;
    }
  /** Who runs the installation, in a company that they read. */
  | { readonly kind: 'operator'; readonly companyId: string; readonly identityId: string; readonly name: string; readonly ip?: string }
  | { readonly kind: 'system'; readonly companyId: string; readonly name: string };

/** Null for a part of the system. */
export function idOfActor(actor: Actor): string | null {
  switch (actor.kind) {
    case 'person':
      return actor.userId;
    case 'service':
      return actor.accountId;
    case 'operator':
      return actor.identityId;
    case 'system':
      return null;
  }
}

/** As histories name who did something. */
export function nameOfActor(actor: Actor): string {
  return actor.kind === 'person' ? actor.displayName : actor.name;
}

export type Command = {
  /** `noun.verb`, as it will stand in the audit log: `card.freeze`. */
  readonly command: string;
  readonly actor: Actor;
  readonly traceId?: string;
  /** Where it came from; of a person who acts, `actor.ip` says it as well. */
  readonly ip?: string;
  readonly userAgent?: string;
  /** When it is tried alone: nothing of it is committed. */
  readonly dryRun?: DryRun;
};

/** What the audit log keeps of a command beside who and when. Personal fields go in sealed. */
export type AuditDetail = {
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string | null;
};

type Context = { readonly command: Command; readonly database: Database; details: AuditDetail[]; feedNumber: bigint | null };

declare const open: unique symbol;
/** An EntityManager inside a transaction. Only `transact` makes one; it asks for the command's name and the actor. */
export type Tx = EntityManager & { readonly [open]: true };

const contexts = new WeakMap<EntityManager, Context>();

/** The context of a transaction made by `transact`. */
export function contextOf(tx: Tx): Context {
  const context = contexts.get(tx);
  if (context === undefined) throw new Error('not inside transact()');
  return context;
}

/** Adds what the command did to its audit row. Called at least once by a command that changes something. */
export function audit(tx: Tx, detail: AuditDetail): void {
  contextOf(tx).details.push(detail);
}

/** Serialization failure and deadlock: the whole command may be run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 3;

/**
 * Runs one command in one transaction as the actor's company. Writes an audit row in it, and says after commit how far the
 * feed has come; a dry run does neither. Nothing slow inside: no network, no Redis, no waiting but for the company's gate.
 */
export function transact<T>(database: Database, command: Command, run: (tx: Tx) => Promise<T>): Promise<T> {
  return retrying(() => runOnce(database, command, run));
}

/** Runs a whole transaction again, a few times, when PostgreSQL asks for that. */
export async function retrying<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= ATTEMPTS || !RETRYABLE.has(sqlState(error))) throw error;
    }
  }
}

async function runOnce<T>(database: Database, command: Command, run: (tx: Tx) => Promise<T>): Promise<T> {
  const context: Context = { command, database, details: [], feedNumber: null };
  const within = async (manager: EntityManager): Promise<T> => {
    contexts.set(manager, context);
    const tx = manager as Tx;
    await manager.query(`SELECT set_config('app.company_id', $1, true)`, [command.actor.companyId]);
    return run(tx);
  };
  if (command.dryRun !== undefined) return command.dryRun.within(within);
  const result = await database.api.transaction(async (manager) => {
    const value = await within(manager);
    await writeAudit(manager as Tx, context);
    return value;
  });
  if (context.feedNumber !== null) database.publisher.companyAt(command.actor.companyId, context.feedNumber);
  return result;
}

/** The job that numbers a company's audit rows once they are committed. Last of all: while the job's row is held nothing else is waited for. */
export const SEAL_AUDIT = 'audit.seal';
/** What a browser says of itself needs less; a client may say anything. */
export const LONGEST_USER_AGENT = 300;

async function writeAudit(tx: Tx, { command, database, details }: Context): Promise<void> {
  if (details.length === 0) return;
  const { actor } = command;
  const jsonOf = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  // One statement however many: a command may say something of each of many rows, and holds the gate meanwhile.
  await tx.query(
    `INSERT INTO audit_events (company_id, id, at, command, actor_kind, actor_id, actor_name, subject_type, subject_id, before, after, reason, trace_id, ip, user_agent)
     SELECT $1, d.id, $2, $3, $4, $5, $6, d.subject_type, d.subject_id, d.before, d.after, d.reason, $7, $8, $9
       FROM unnest($10::uuid[], $11::text[], $12::text[], $13::jsonb[], $14::jsonb[], $15::text[])
         AS d (id, subject_type, subject_id, before, after, reason)`,
    [
      ...[actor.companyId, database.clock.now(), command.command, actor.kind, idOfActor(actor)],
      ...[nameOfActor(actor), command.traceId ?? null],
      ...[(actor.kind === 'system' ? undefined : actor.ip) ?? command.ip ?? null, command.userAgent?.slice(0, LONGEST_USER_AGENT) ?? null],
      ...[details.map(() => uuidv7(database.clock)), details.map((one) => one.subjectType), details.map((one) => one.subjectId)],
      ...[details.map((one) => jsonOf(one.before)), details.map((one) => jsonOf(one.after)), details.map((one) => one.reason ?? null)],
    ],
  );
  await tx.query(ENQUEUE, enqueueParameters(SEAL_AUDIT, { companyId: actor.companyId }, { key: actor.companyId }));
}

/** A read of one company's rows in one snapshot: REPEATABLE READ, read only. */
export async function read<T>(database: Database, companyId: string, run: (manager: EntityManager) => Promise<T>): Promise<T> {
  return database.api.transaction('REPEATABLE READ', async (manager) => {
    await manager.query(`SET TRANSACTION READ ONLY`);
    await manager.query(`SELECT set_config('app.company_id', $1, true)`, [companyId]);
    return run(manager);
  });
}

/**
 * Runs `act` once for a key. The same key and input again: the first answer; the same key with another input: refused.
 * The caller holds the company's gate, so two of them cannot pass here together.
 * @throws IdempotencyKeyReusedError, InvalidInputError
 */
export async function once<T>(tx: Tx, key: string, input: unknown, act: () => Promise<T>): Promise<T> {
  assertKey(key);
  const { command } = contextOf(tx);
  const { actor } = command;
  const actorId = actor.kind === 'system' ? actor.name : idOfActor(actor);
  const hash = createHash('sha256').update(JSON.stringify(input)).digest();
  const [row] = await tx.query<{ command: string; input_hash: Buffer; answer: T }[]>(
    `SELECT command, input_hash, answer FROM idempotency_keys WHERE company_id = $1 AND actor_id = $2 AND key = $3`,
    [command.actor.companyId, actorId, key],
  );
  if (row !== undefined) {
    if (row.command !== command.command || !row.input_hash.equals(hash)) throw new IdempotencyKeyReusedError();
    return row.answer;
  }
  const answer = await act();
  await tx.query(
    `INSERT INTO idempotency_keys (company_id, actor_id, key, command, input_hash, answer, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [command.actor.companyId, actorId, key, command.command, hash, JSON.stringify(answer ?? null), contextOf(tx).database.clock.now()],
  );
  return answer;
}

/** @throws InvalidInputError */
export function assertKey(key: string): void {
  if (key.length < 1 || key.length > 200) throw new InvalidInputError('idempotencyKey', 'An idempotency key has 1 to 200 characters.');
}

/** The SQLSTATE of an error of `pg` or TypeORM, or ''. */
export function sqlState(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'driverError' in error ? sqlState(error.driverError) : '';
}

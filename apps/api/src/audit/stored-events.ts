import { type Content, type Facts, INSTALLATION_CHAIN, type Origin } from './chain.ts';

/** An event as it is kept, whole or forgotten in part. */
export type StoredEvent = {
  readonly facts: Facts;
  readonly origin: Origin;
  readonly content: Content;
};

export type EventRow = {
  id: string;
  at: Date;
  command: string;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  subjectType: string;
  subjectId: string;
  before: unknown;
  after: unknown;
  reason: string | null;
  traceId: string | null;
  ip: string | null;
  userAgent: string | null;
};

const COMMON = `e.id, e.at, e.command, e.actor_id AS "actorId", e.actor_name AS "actorName", e.subject_type AS "subjectType",
  e.subject_id AS "subjectId", e.before, e.after, e.reason, e.trace_id AS "traceId", e.ip, e.user_agent AS "userAgent"`;

/** Where the events of a chain are, as `e`, and which of them are its: `$1` is the chain. */
export function eventsOf(chain: string): { readonly columns: string; readonly table: string; readonly ofChain: string } {
  return chain === INSTALLATION_CHAIN
    ? { columns: `${COMMON}, 'operator' AS "actorKind"`, table: 'operator_audit_events e', ofChain: `$1::uuid = '${INSTALLATION_CHAIN}'` }
    : { columns: `${COMMON}, e.actor_kind AS "actorKind"`, table: 'audit_events e', ofChain: 'e.company_id = $1' };
}

export function eventOf(row: EventRow): StoredEvent {
  const { id, at, command, actorKind, actorId, subjectType, subjectId, traceId, actorName, ip, userAgent, reason, before, after } = row;
  return {
    facts: { id, at: at.toISOString(), command, actorKind, actorId, subjectType, subjectId, traceId },
    origin: { actorName, ip, userAgent },
    content: { reason, before, after },
  };
}

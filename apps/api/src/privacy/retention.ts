/** What is kept for a while and no longer. Money, decisions and the audit log are not among them: the law asks for those. */
export const RETENTION_KINDS = ['RAW_MESSAGES', 'NOTIFICATIONS', 'ENDED_SESSIONS', 'ORPHAN_HOLDS', 'COMMAND_KEYS'] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];

type Bounds = { readonly least: number; readonly usual: number; readonly most: number };

/** In days. The least is what the product itself, a dispute or an auditor may still ask for. */
export const BOUNDS: Readonly<Record<RetentionKind, Bounds>> = {
  // A dispute can be opened for 120 days, and is argued with what Marqeta said.
  RAW_MESSAGES: { least: 180, usual: 550, most: 3_650 },
  NOTIFICATIONS: { least: 30, usual: 365, most: 3_650 },
  // They end by themselves, and are then swept with whatever companies they were of.
  ENDED_SESSIONS: { least: 7, usual: 30, most: 30 },
  ORPHAN_HOLDS: { least: 90, usual: 550, most: 3_650 },
  // A program that repeats a command later than that does it a second time.
  COMMAND_KEYS: { least: 7, usual: 90, most: 365 },
};

export type RetentionRule = { readonly kind: RetentionKind; readonly days: number };

/** What a company has set, and the usual number for the rest. */
export function rulesOf(set: readonly RetentionRule[]): RetentionRule[] {
  const days = new Map(set.map((rule) => [rule.kind, rule.days]));
  return RETENTION_KINDS.map((kind) => ({ kind, days: days.get(kind) ?? BOUNDS[kind].usual }));
}

export function isWithinBounds({ kind, days }: RetentionRule): boolean {
  const { least, most } = BOUNDS[kind];
  return Number.isInteger(days) && days >= least && days <= most;
}

/** What goes: rows of one company, $1, that are older than $2; at most $3 at a time. */
export const EXPIRED: Readonly<Record<RetentionKind, string>> = {
  // What is still to be applied, or failed and was not decided on, stays however old it is.
  RAW_MESSAGES: `DELETE FROM marqeta_inbox WHERE id IN (
    SELECT i.id FROM marqeta_inbox i WHERE i.id < uuid_floor($2) AND i.company_id = $1 AND i.state IN ('APPLIED', 'KEPT')
       AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.id = i.id AND d.state IN ('SET_ASIDE', 'UNKNOWN', 'REPLAYING')) LIMIT $3)`,
  NOTIFICATIONS: `DELETE FROM notifications WHERE company_id = $1 AND id IN (
    SELECT n.id FROM notifications n WHERE n.company_id = $1 AND n.created_at < $2 LIMIT $3)`,
  ENDED_SESSIONS: `DELETE FROM sessions WHERE id IN (
    SELECT s.id FROM sessions s WHERE s.company_id = $1 AND least(s.expires_at, coalesce(s.revoked_at, s.expires_at)) < $2 LIMIT $3)`,
  ORPHAN_HOLDS: `DELETE FROM orphan_holds WHERE company_id = $1 AND authorization_id IN (
    SELECT o.authorization_id FROM orphan_holds o
     WHERE o.company_id = $1 AND o.changed_at < $2 AND o.state <> 'UNCONFIRMED' AND o.ask_at IS NULL LIMIT $3)`,
  COMMAND_KEYS: `DELETE FROM idempotency_keys WHERE (company_id, actor_id, key) IN (
    SELECT k.company_id, k.actor_id, k.key FROM idempotency_keys k WHERE k.company_id = $1 AND k.created_at < $2 LIMIT $3)`,
};

import { assertMay, installation } from '../access/policy.ts';
import type { CommandOptions } from '../access/commander.ts';
import { actorOf, type Viewer } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid } from '../platform/ids.ts';
import { operate } from '../platform/operate.ts';
import { type AuditDetail, audit, once, transact } from '../platform/transact.ts';
import type { EntityManager } from 'typeorm';
import type { HitDecision, SanctionsHit } from './hit.ts';
import { findHit } from './hits.query.ts';

export type DecideHit = {
  readonly idempotencyKey: string;
  readonly hitId: string;
  readonly decision: HitDecision;
  readonly reason: string;
  readonly expectedVersion?: number | null | undefined;
};

const LONGEST_REASON = 2_000;

/**
 * What people decide about hits. The logs name the hit and what was decided, never whom it is about nor why: an admin whom another hit
 * is about reads them too. A decision changes nothing else: cards are frozen and people suspended by commands of their own.
 */
export class HitService {
  constructor(private readonly database: Database) {}

  /** @throws NotFoundError, ForbiddenError, InvalidInputError, StaleVersionError */
  async decide(by: Viewer, input: DecideHit, options: CommandOptions = {}): Promise<void> {
    const reason = checkedReason(input.reason);
    assertMay(by, 'sanctionsHit.decide', by.companyId === null ? installation : { companyId: by.companyId });
    if (by.companyId === null) await this.#byOperator(by, { ...input, reason }, options);
    else await this.#byAdmin(by, by.companyId, { ...input, reason }, options);
  }

  #byAdmin(by: Viewer, companyId: string, { idempotencyKey, ...input }: DecideHit, options: CommandOptions): Promise<void> {
    return transact(this.database, { ...options, command: 'sanctionsHit.decide', actor: actorOf(by, options.ip) }, async (tx) => {
      await gate(tx, companyId);
      const found = await seenBy(tx, by, input.hitId);
      await once(tx, idempotencyKey, input, async () => {
        expectVersion('hit', found.version, input.expectedVersion);
        // An operator does not wait for the company's gate.
        const changed = await tx.query<unknown[]>(
          `WITH changed AS (UPDATE sanctions_hits SET state = $4, decided_by = $5, decided_by_name = $6, decided_at = $7, reason = $8, version = version + 1
             WHERE company_id = $1 AND id = $2 AND version = $3 RETURNING id) SELECT id FROM changed`,
          [companyId, found.id, found.version, input.decision, by.userId, by.displayName, this.database.clock.now(), input.reason],
        );
        if (changed.length === 0) expectVersion('hit', found.version + 1, found.version);
        audit(tx, deed(found, input.decision));
      });
    });
  }

  #byOperator(by: Viewer, { idempotencyKey, ...input }: DecideHit, { traceId, ip, userAgent }: CommandOptions): Promise<void> {
    const { identityId, displayName } = by;
    const from = { ...(ip === undefined ? {} : { ip }), ...(userAgent === undefined ? {} : { userAgent }) };
    const how = { idempotencyKey, input, ...(traceId === undefined ? {} : { traceId }) };
    const operator = { identityId, displayName, ...from };
    return operate(this.database, { command: 'sanctionsHit.decide', operator, ...how }, async (tx) => {
      const found = await seenBy(tx, by, input.hitId);
      expectVersion('hit', found.version, input.expectedVersion);
      const [row] = await tx.query<{ decided: boolean }[]>(`SELECT decide_sanctions_hit($1, $2, $3, $4, $5, $6, $7) AS decided`, [
        ...[found.id, found.version, input.decision, identityId, displayName, input.reason, this.database.clock.now()],
      ]);
      if (row?.decided !== true) expectVersion('hit', found.version + 1, found.version);
      return { answer: undefined, done: [deed(found, input.decision)] };
    });
  }
}

async function seenBy(manager: EntityManager, by: Viewer, hitId: string): Promise<SanctionsHit> {
  const found = isUuid(hitId) ? await findHit(manager, by, hitId) : null;
  if (found === null) throw new NotFoundError('hit');
  return found;
}

function deed({ id, state }: SanctionsHit, decision: HitDecision): AuditDetail {
  return { subjectType: 'sanctionsHit', subjectId: id, before: { state }, after: { state: decision } };
}

/** @throws InvalidInputError */
function checkedReason(text: string): string {
  const reason = text.normalize('NFC').trim();
  if (reason.length < 3 || reason.length > LONGEST_REASON)
    throw new InvalidInputError('reason', `Say why, in 3 to ${LONGEST_REASON} characters.`);
  return reason;
}

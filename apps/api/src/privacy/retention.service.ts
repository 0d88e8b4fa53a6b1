import type { EntityManager } from 'typeorm';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { audit, once, transact } from '../platform/transact.ts';
import { BOUNDS, isWithinBounds, type RetentionRule, rulesOf } from './retention.ts';

export type SetRetention = { readonly idempotencyKey: string; readonly rules: readonly RetentionRule[] };

/** For how long a company keeps what need not be kept for ever. */
export class RetentionService {
  constructor(private readonly database: Database) {}

  /** What is not named stays as it is. Binds at the next night. @throws ForbiddenError, InvalidInputError */
  set(by: Commander, { idempotencyKey, rules }: SetRetention, options: CommandOptions = {}): Promise<void> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'retention.set', { companyId });
    for (const rule of rules) {
      const { least, most } = BOUNDS[rule.kind];
      if (!isWithinBounds(rule)) throw new InvalidInputError('rules', `${rule.kind} can be kept for ${least} to ${most} days.`);
    }
    return transact(this.database, { ...options, command: 'retention.set', actor }, async (tx) => {
      await gate(tx, companyId);
      await once(tx, idempotencyKey, rules, async () => {
        const before = await retentionOf(tx, companyId);
        for (const { kind, days } of rules)
          await tx.query(
            `INSERT INTO retention_rules (company_id, kind, days) VALUES ($1, $2, $3) ON CONFLICT (company_id, kind) DO UPDATE SET days = $3`,
            [companyId, kind, days],
          );
        audit(tx, { subjectType: 'company', subjectId: companyId, before, after: await retentionOf(tx, companyId) });
        return null;
      });
    });
  }
}

export async function retentionOf(manager: EntityManager, companyId: string): Promise<RetentionRule[]> {
  return rulesOf(await manager.query<RetentionRule[]>('SELECT kind, days FROM retention_rules WHERE company_id = $1', [companyId]));
}

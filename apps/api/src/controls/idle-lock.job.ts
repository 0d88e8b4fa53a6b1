import type { EntityManager } from 'typeorm';
import type { CardService } from '../cards/card.service.ts';
import type { Database } from '../platform/database.ts';
import { enqueueOn, type Job } from '../platform/jobs.ts';
import { read } from '../platform/transact.ts';
import { type CardUse, isIdle } from './idle-lock.ts';

const LOCK = 'card.lockIdle';
const AT_ONCE = 50;
/** So many are frozen under one gate: decisions wait for it, until their deadline at most. */
const UNDER_ONE_GATE = 10;

/** Every hour, since it is midnight somewhere, finds the companies that freeze cards nobody uses. */
export class FindIdleLocks implements Job<unknown> {
  readonly name = 'card.findIdleLocks';
  readonly cron = '4 * * * *';

  constructor(private readonly database: Pick<Database, 'gateway'>) {}

  async run(): Promise<void> {
    const { rows } = await this.database.gateway.query<{ company_id: string }>(
      `SELECT DISTINCT company_id FROM spending_controls WHERE control_type = 'IDLE_LOCK' AND is_active AND mode = 'ENFORCE'`,
    );
    for (const { company_id: companyId } of rows) await enqueueOn(this.database.gateway, LOCK, { companyId }, { key: companyId });
  }
}

/** Freezes a company's cards that nobody used for as long as their shortest idle lock says. */
export class LockIdleCards implements Job<{ readonly companyId: string }> {
  readonly name = LOCK;

  constructor(
    private readonly database: Database,
    private readonly cards: CardService,
  ) {}

  async run({ companyId }: { readonly companyId: string }): Promise<void> {
    const by = { kind: 'system', companyId, name: 'idle lock' } as const;
    let after: string | null = FIRST;
    while (after !== null) {
      const batch = await read(this.database, companyId, (manager) => this.#usesAfter(manager, companyId, after ?? FIRST));
      const found = this.#idle(batch).map(({ cardId }) => cardId);
      for (let first = 0; first < found.length; first += UNDER_ONE_GATE) {
        const few = found.slice(first, first + UNDER_ONE_GATE);
        // What was found without the gate may have been used or unfrozen since.
        await this.cards.freezeUnused(by, async (tx) => this.#idle(await usesOf(tx, AMONG, [companyId, this.#now(), few])));
      }
      after = batch.length < AT_ONCE ? null : (batch.at(-1)?.cardId ?? null);
    }
  }

  #usesAfter(manager: EntityManager, companyId: string, after: string): Promise<ZonedUse[]> {
    return usesOf(manager, AFTER, [companyId, this.#now(), after]);
  }

  #idle(uses: readonly ZonedUse[]): ZonedUse[] {
    return uses.filter((use) => isIdle(use, use.zone, this.#now()));
  }

  #now(): Date {
    return this.database.clock.now();
  }
}

/** Before every card. */
const FIRST = '00000000-0000-0000-0000-000000000000';

type ZonedUse = CardUse & { readonly zone: string };

const AFTER = `k.id > $3 ORDER BY k.id LIMIT ${AT_ONCE}`;
const AMONG = `k.id = ANY ($3) ORDER BY k.id`;

/** Since when a card could be used: Marqeta tells of an activation by telephone, and of the end of a freeze of its own. */
export const BEGINNINGS = `'card.activated', 'card.reinstated', 'issuer.activated', 'issuer.reinstated'`;

/** Active cards under an idle lock, with a use so long ago that they may be idle: local days are not always 24 hours long. */
function usesOf(manager: EntityManager, which: string, values: [companyId: string, now: Date, which: unknown]): Promise<ZonedUse[]> {
  return manager.query<ZonedUse[]>(
    `WITH locks AS MATERIALIZED (
       SELECT scope, subject_id, (config->>'idleDays')::int AS days FROM spending_controls
        WHERE company_id = $1 AND control_type = 'IDLE_LOCK' AND is_active AND mode = 'ENFORCE')
     SELECT k.id AS "cardId", bound.days AS "idleDays", used.at AS "lastUsedAt", co.time_zone AS zone
       FROM cards k JOIN companies co ON co.id = k.company_id
       CROSS JOIN LATERAL (
         SELECT min(l.days) AS days FROM locks l
          WHERE CASE l.scope
                  WHEN 'CARD' THEN l.subject_id = coalesce(k.line_id, k.id)
                  WHEN 'PERSON' THEN l.subject_id = k.user_id
                  WHEN 'CARD_PROGRAM' THEN l.subject_id = k.card_product_id
                  WHEN 'TEAM' THEN EXISTS (
                    SELECT FROM memberships m WHERE m.company_id = k.company_id AND m.team_id = l.subject_id AND m.user_id = k.user_id)
                  ELSE true END) bound
       CROSS JOIN LATERAL (
         SELECT greatest(
           k.created_at,
           (SELECT max(e.at) FROM card_events e WHERE e.company_id = k.company_id AND e.card_id = k.id AND e.kind IN (${BEGINNINGS})),
           (SELECT max(last.transacted_at) FROM cards line CROSS JOIN LATERAL (
              SELECT t.transacted_at FROM transactions t
               WHERE t.company_id = line.company_id AND t.card_id = line.id AND t.kind = 'PURCHASE' AND t.status <> 'DECLINED'
               ORDER BY t.transacted_at DESC LIMIT 1) last
             WHERE line.company_id = k.company_id AND coalesce(k.line_id, k.id) IN (line.id, line.line_id))) AS at) used
      WHERE k.company_id = $1 AND k.status = 'ACTIVE' AND used.at < $2::timestamptz - make_interval(days => bound.days - 1) AND ${which}`,
    values,
  );
}

import type { EntityManager } from 'typeorm';
import type { Facts } from '../authorization/facts.ts';
import { controlsOfCompany } from '../controls/company-controls.ts';
import { compileControls, isWindowLimit, type Subjects } from '../controls/compile.ts';
import type { Card } from '../cards/card.entity.ts';

type Row = {
  readonly status: string;
  readonly issuerStatus: string;
  readonly expiresAtMs: number | null;
  readonly personStatus: string;
  readonly holderStatus: string | null;
  readonly companyStatus: string | null;
  readonly teamIds: readonly string[];
  readonly available: string;
};

const CARD = `
SELECT c.status, c.issuer_status AS "issuerStatus", epoch_ms(c.expires_at)::float8 AS "expiresAtMs", u.status AS "personStatus",
       u.holder_status AS "holderStatus", o.holder_status AS "companyStatus",
       ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = c.company_id AND m.user_id = c.user_id ORDER BY m.team_id) AS "teamIds",
       coalesce((SELECT a.balance_minor FROM ledger_accounts a
                  WHERE a.company_id = c.company_id AND a.currency = c.currency AND a.account = 'AVAILABLE'), 0) AS available
  FROM cards c JOIN users u ON u.company_id = c.company_id AND u.id = c.user_id JOIN companies o ON o.id = c.company_id
 WHERE c.company_id = $1 AND c.id = $2`;

/**
 * What the gateway would gather for a purchase with this card, as it stands in the snapshot that the caller reads. It takes no gate and
 * locks nothing, so a decision that is made meanwhile may see something newer.
 */
export async function preflightFacts(
  manager: EntityManager,
  { companyId, id: cardId, userId, cardProductId, currency }: Pick<Card, 'companyId' | 'id' | 'userId' | 'cardProductId' | 'currency'>,
  atMs: number,
): Promise<Facts> {
  const [[card], { company, rows, exceptions: open }] = await Promise.all([
    manager.query<Row[]>(CARD, [companyId, cardId]),
    controlsOfCompany(manager, companyId),
  ]);
  if (card === undefined) throw new Error(`card ${cardId} is gone from its snapshot`);
  const { teamIds, available, ...states } = card;
  const subjects: Subjects = { companyId, cardId, userId, cardProductId, teamIds };
  const compiled = compileControls(company, rows, open);
  const controls = compiled.bindingOn(subjects);
  const exceptions = compiled.exceptionsFor(subjects);
  const ids = [
    ...controls.filter(isWindowLimit).flatMap((limit) => limit.usedAt(atMs).ids),
    ...exceptions.map(({ counterId }) => counterId),
  ];
  const counters = await manager.query<{ id: string; minor: string }[]>(
    `SELECT id, amount_minor AS minor FROM spend_counters WHERE company_id = $1 AND id = ANY ($2)`,
    [companyId, ids],
  );
  const counted = new Map(counters.map(({ id, minor }) => [id, BigInt(minor)]));
  return {
    card: { ...states, subjects, currency },
    controls,
    ...{ exceptions, exceptionsUsed: [] },
    counter: (id) => counted.get(id) ?? 0n,
    available: BigInt(available),
    ...{ authorizedBefore: 0n, isCounted: false, atMs, nowMs: atMs },
  };
}

import type { TellOfVerification } from '../people/verification/settle-verification.job.ts';
import type { Verification } from '../people/verification/verification.entity.ts';
import type { VerificationNews } from '../people/verification/verification.state.ts';
import { enqueue } from '../platform/jobs.ts';
import { contextOf, type Tx } from '../platform/transact.ts';
import { MAIL_VERIFICATIONS } from './mail-verifications.job.ts';
import { notify } from './notify.ts';

/** Of what happens within it, in all companies, operators get one mail. */
const OPERATORS_AFTER_MS = 60_000;

const KINDS = {
  PASSED: 'verification.passed',
  FAILED: 'verification.failed',
  NEEDS_DOCUMENT: 'verification.needs_document',
} as const satisfies Readonly<Record<VerificationNews, string>>;

/**
 * Tells a person what became of their verification, and the admins of their company's. Not why: that stands where they sign in.
 * Of one that another has followed, nothing is told. In the transaction that settles it, under the company's gate. Operators hear when
 * a company is stuck, since they may have to vouch for it.
 */
export const tellVerification: TellOfVerification = async (tx, { companyId, id, userId }, news) => {
  const hearers = await hearersOf(tx, { companyId, id, userId });
  const ofCompany = userId === null;
  await notify(
    tx,
    { companyId, kind: KINDS[news], href: ofCompany ? '/admin/verification' : '/portal/verification' },
    hearers.map((hearer) => ({ userId: hearer, detail: { ofCompany } })),
  );
  if (!ofCompany || news === 'PASSED' || hearers.length === 0) return;
  const runAt = new Date(contextOf(tx).database.clock.now().getTime() + OPERATORS_AFTER_MS);
  await enqueue(tx, MAIL_VERIFICATIONS, {}, { key: 'operators', runAt, keepsTime: true });
};

type Subject = Pick<Verification, 'companyId' | 'id' | 'userId'>;

/** Ids are in the order in which verifications were submitted. */
async function hearersOf(tx: Tx, { companyId, id, userId }: Subject): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT u.id FROM users u
      WHERE u.company_id = $1 AND u.status = 'ACTIVE' AND CASE WHEN $3::uuid IS NULL THEN u.role = 'ADMIN' ELSE u.id = $3 END
        AND NOT EXISTS (SELECT FROM verifications v WHERE v.company_id = $1 AND v.user_id IS NOT DISTINCT FROM $3 AND v.id > $2)
      ORDER BY u.id`,
    [companyId, id, userId],
  );
  return rows.map((row) => row.id);
}

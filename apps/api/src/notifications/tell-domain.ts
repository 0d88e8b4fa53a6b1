import type { TellOfDomain } from '../people/company-sign-in/check-domains.job.ts';
import { notifyAdmins } from './notify.ts';

const KINDS = { GONE: 'domain.proof_missing', LOST: 'domain.proof_lost' } as const;

/** Tells all admins of a company that the proof of a domain is missing, while they can mend it, and that it has lapsed. */
export const tellDomain: TellOfDomain = (tx, { companyId, domain, change, lapsesAt, locksOut }) =>
  notifyAdmins(
    tx,
    { companyId, kind: KINDS[change], href: '/admin/security' },
    { domain, ...(lapsesAt === null ? {} : { lapsesAt: lapsesAt.toISOString() }), ...(locksOut ? { locksOut } : {}) },
  );

import { loaderBy } from '../platform/graphql/loader.ts';
import type { Approval } from './approval.ts';

/** With how the two people are called. */
export type NamedApproval = Approval & { readonly requestedByName: string; readonly decidedByName: string | null };

export const approvalById = loaderBy<string, NamedApproval>(
  (approval) => approval.id,
  (manager, ids) =>
    manager.query<NamedApproval[]>(
      `SELECT a.company_id AS "companyId", a.id, a.command, a.input, a.subject_type AS "subjectType", a.subject_id AS "subjectId", a.status,
              a.requested_by AS "requestedBy", a.decided_by AS "decidedBy", a.reason, a.version, a.created_at AS "createdAt",
              a.decided_at AS "decidedAt", r.first_name || ' ' || r.last_name AS "requestedByName", d.first_name || ' ' || d.last_name AS "decidedByName"
         FROM approvals a JOIN users r ON r.company_id = a.company_id AND r.id = a.requested_by
         LEFT JOIN users d ON d.company_id = a.company_id AND d.id = a.decided_by
        WHERE a.company_id = app_company() AND a.id = ANY ($1)`,
      [ids],
    ),
);

import type { RiskRule, RiskValues } from '@afc/words';
import type { EntityManager } from 'typeorm';
import type { StoredControl } from '../controls/control-store.ts';
import { loaderBy } from '../platform/graphql/loader.ts';

export type MailState = 'PENDING' | 'SENT' | 'SKIPPED' | 'FAILED';

/** A row of `notifications`. What it says is written when it is read, in the reader's language. */
export type StoredNotification = {
  readonly companyId: string;
  readonly id: string;
  readonly userId: string;
  readonly kind: string;
  readonly detail: NotificationDetail;
  readonly href: string | null;
  readonly readAt: Date | null;
  readonly mailState: MailState;
  readonly createdAt: Date;
};

/** What a dispute asks back, and by when it has to be decided (ISO 8601). */
export type DisputeDetail = { readonly amountMinor: string; readonly currency: string; readonly dueAt: string | null };

/** A top-up or a withdrawal, and why it became what it is. */
export type FundsDetail = {
  readonly kind: 'TOP_UP' | 'WITHDRAWAL';
  readonly amountMinor: string;
  readonly currency: string;
  readonly byName: string;
  readonly reason: string | null;
};

/** How little was left when the alert was made. */
export type LowBalanceDetail = { readonly availableMinor: string; readonly belowMinor: string; readonly currency: string };

/** The limit that a purchase went above, as it was then. */
export type PassedControl = Pick<StoredControl, 'id' | 'controlType' | 'config'>;

/** A case, and what its first alert found. */
export type RiskCaseDetail = { readonly caseId: string; readonly rule: RiskRule; readonly values: RiskValues[RiskRule] };

export type NotificationDetail = {
  readonly transactionId?: string;
  readonly cardName?: string;
  readonly merchant?: string;
  readonly amountMinor?: string;
  readonly currency?: string;
  readonly byName?: string;
  /** Of a card that was frozen since nobody used it. */
  readonly idleDays?: number;
  readonly control?: PassedControl;
  readonly dispute?: DisputeDetail;
  readonly funds?: FundsDetail;
  readonly lowBalance?: LowBalanceDetail;
  readonly riskCase?: RiskCaseDetail;
  /** Of the sanctions list: how many were new. */
  readonly hits?: number;
  /** Why an operator reads the company. */
  readonly reason?: string;
  /** Of a company's sign-in, and when its proof lapses (ISO 8601). */
  readonly domain?: string;
  readonly lapsesAt?: string;
  /** Whether nobody but the spared admins signs in without it. */
  readonly locksOut?: boolean;
  /** Whether a verification is the company's, and not a person's. */
  readonly ofCompany?: boolean;
};

export const NOTIFICATION_COLUMNS = `n.company_id AS "companyId", n.id, n.user_id AS "userId", n.kind, n.detail, n.href, n.read_at AS "readAt",
  n.mail_state AS "mailState", n.created_at AS "createdAt"`;

export async function findNotification(manager: EntityManager, companyId: string, id: string): Promise<StoredNotification | null> {
  const [row] = await manager.query<StoredNotification[]>(
    `SELECT ${NOTIFICATION_COLUMNS} FROM notifications n WHERE n.company_id = $1 AND n.id = $2`,
    [companyId, id],
  );
  return row ?? null;
}

export const notificationById = loaderBy<string, StoredNotification>(
  ({ id }) => id,
  (manager, ids) => manager.query(`SELECT ${NOTIFICATION_COLUMNS} FROM notifications n WHERE n.id = ANY ($1)`, [ids]),
);

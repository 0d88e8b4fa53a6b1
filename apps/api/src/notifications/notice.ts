import {
  alertSentence,
  controlSentence,
  formatAmount,
  formatDay,
  isNoticeKind,
  type Locale,
  type Notice,
  type NoticeKind,
  riskRuleName,
  writeNotice,
} from '@afc/words';
import type { Member } from '../access/viewer.ts';
import { controlWords } from '../controls/control-words.ts';
import { companyById } from '../people/people.loader.ts';
import type { Loaders } from '../platform/graphql/loader.ts';
import { declineSentenceOf } from '../transactions/decline-sentence.ts';
import { transactionById } from '../transactions/transaction.loader.ts';
import type { StoredNotification } from './notification-rows.ts';

/** What a notification says to the person whom it is for. */
export async function noticeOf(notification: StoredNotification, locale: Locale, loaders: Loaders): Promise<Notice> {
  const { kind, detail } = notification;
  // Written by a newer build, while this one still runs.
  if (!isNoticeKind(kind)) return { title: kind, body: '' };
  const { cardName = '', byName = '' } = detail;
  switch (kind) {
    case 'transaction.declined':
      return declined(notification, locale, loaders);
    case 'transaction.stood_in':
    case 'purchase.questioned':
    case 'risk_case.denied':
      return ofPurchase(notification, kind, locale, loaders);
    case 'limit.passed_above':
      return passedAbove(notification, locale, loaders);
    case 'card.suspended':
      return writeNotice(locale, kind, { cardName, byName, idleDays: detail.idleDays });
    case 'card.terminated':
      return writeNotice(locale, kind, { cardName, byName });
    case 'card.issued':
    case 'card.shipped':
    case 'wallet.requested':
    case 'card.suspended_by_issuer':
      return writeNotice(locale, kind, { cardName });
    case 'dispute.represented':
    case 'dispute.due':
    case 'dispute.won':
    case 'dispute.lost':
    case 'dispute.refused':
    case 'dispute.written_off':
      return disputed(notification, kind, locale, loaders);
    case 'authentication.requested': {
      const { merchant = '', amountMinor, currency = '' } = detail;
      const amount = amountMinor === undefined ? '' : formatAmount(locale, { minor: BigInt(amountMinor), currency });
      return writeNotice(locale, kind, { merchant, amount });
    }
    case 'funds.approval_asked':
    case 'funds.approval_declined':
    case 'top_up.arrived':
    case 'top_up.returned':
    case 'withdrawal.paid':
    case 'withdrawal.refused':
    case 'withdrawal.returned':
      return aboutFunds(notification, kind, locale);
    case 'balance.low': {
      const { availableMinor = '0', belowMinor = '0', currency = '' } = detail.lowBalance ?? {};
      const shown = (minor: string): string => formatAmount(locale, { minor, currency });
      return writeNotice(locale, kind, { available: shown(availableMinor), below: shown(belowMinor) });
    }
    case 'risk_case.opened': {
      if (detail.riskCase === undefined) throw new Error(`notification ${notification.id} is of no case`);
      const { rule, values } = detail.riskCase;
      return writeNotice(locale, kind, { name: riskRuleName(locale, rule), sentence: alertSentence(locale, rule, values) });
    }
    case 'verification.passed':
    case 'verification.failed':
    case 'verification.needs_document':
      return writeNotice(locale, kind, { ofCompany: detail.ofCompany ?? false });
    case 'sanctions.hits_found':
      return writeNotice(locale, kind, { hits: detail.hits ?? 1 });
    case 'breakGlass.started':
      return writeNotice(locale, kind, { byName, reason: detail.reason ?? '' });
    case 'domain.proof_missing':
    case 'domain.proof_lost':
      return aboutDomain(notification, kind, locale, loaders);
    case 'budget.exceeded':
      return { title: kind, body: '' };
  }
}

type FundsNotice = Extract<NoticeKind, `funds.${string}` | `top_up.${string}` | `withdrawal.${string}`>;

function aboutFunds({ id, detail }: StoredNotification, kind: FundsNotice, locale: Locale): Notice {
  if (detail.funds === undefined) throw new Error(`notification ${id} is of no top-up or withdrawal`);
  const { amountMinor, currency, byName, reason, kind: fundsKind } = detail.funds;
  const amount = formatAmount(locale, { minor: amountMinor, currency });
  return writeNotice(locale, kind, { kind: fundsKind, amount, byName, reason: reason ?? '' });
}

type DomainNotice = Extract<NoticeKind, `domain.${string}`>;

async function aboutDomain(
  { companyId, detail }: StoredNotification,
  kind: DomainNotice,
  locale: Locale,
  loaders: Loaders,
): Promise<Notice> {
  const { domain = '', lapsesAt, locksOut = false } = detail;
  const company = await loaders.load(companyById, companyId);
  const day = lapsesAt === undefined || company === null ? '' : formatDay(locale, Date.parse(lapsesAt), company.timeZone);
  return writeNotice(locale, kind, { domain, day, locksOut });
}

type DisputeNotice = Extract<NoticeKind, `dispute.${string}`>;

async function disputed(notification: StoredNotification, kind: DisputeNotice, locale: Locale, loaders: Loaders): Promise<Notice> {
  const { companyId, detail } = notification;
  const [transaction, company] = await Promise.all([
    loaders.load(transactionById, detail.transactionId ?? ''),
    loaders.load(companyById, companyId),
  ]);
  if (transaction === null || company === null) throw new Error(`notification ${notification.id} is of no purchase`);
  const { dispute } = detail;
  return writeNotice(locale, kind, {
    merchant: transaction.merchant.name,
    amount: formatAmount(locale, dispute === undefined ? transaction.amount : { minor: dispute.amountMinor, currency: dispute.currency }),
    day: dispute?.dueAt == null ? '' : formatDay(locale, Date.parse(dispute.dueAt), company.timeZone),
  });
}

type PurchaseNotice = 'transaction.stood_in' | 'purchase.questioned' | 'risk_case.denied';

async function ofPurchase(notification: StoredNotification, kind: PurchaseNotice, locale: Locale, loaders: Loaders): Promise<Notice> {
  const transaction = await loaders.load(transactionById, notification.detail.transactionId ?? '');
  if (transaction === null) throw new Error(`notification ${notification.id} is of no purchase`);
  return writeNotice(locale, kind, {
    merchant: transaction.merchant.name,
    amount: formatAmount(locale, transaction.requestedAmount),
  });
}

async function passedAbove({ id, detail }: StoredNotification, locale: Locale, loaders: Loaders): Promise<Notice> {
  const { control, transactionId = '', amountMinor = '0', currency = '' } = detail;
  const transaction = await loaders.load(transactionById, transactionId);
  if (transaction === null || control === undefined) throw new Error(`notification ${id} is of no purchase above a limit`);
  return writeNotice(locale, 'limit.passed_above', {
    merchant: transaction.merchant.name,
    amount: formatAmount(locale, { minor: amountMinor, currency }),
    control: controlSentence(locale, controlWords(control)),
  });
}

async function declined(notification: StoredNotification, locale: Locale, loaders: Loaders): Promise<Notice> {
  const transaction = await loaders.load(transactionById, notification.detail.transactionId ?? '');
  if (transaction === null) throw new Error(`notification ${notification.id} is of no purchase`);
  const reader = { viewer: asHolder(notification), locale, subject: transaction };
  return writeNotice(locale, 'transaction.declined', {
    merchant: transaction.merchant.name,
    amount: formatAmount(locale, transaction.requestedAmount),
    sentence: (await declineSentenceOf(transaction, reader, loaders)) ?? '',
  });
}

/** What is mailed is told as to a holder, whatever else that person may see in the apps. */
function asHolder({ companyId, userId }: StoredNotification): Member {
  return {
    ...{ companyId, userId, identityId: userId, sessionId: userId, role: 'EMPLOYEE', displayName: '' },
    ...{ teamIds: [], managedTeamIds: [], locale: 'en', accessVersion: 0, provenAtMs: 0 },
  };
}

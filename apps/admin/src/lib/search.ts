import type {
  CardStatus,
  CardType,
  DisputeGroup,
  DisputeReason,
  LedgerAccount,
  LimitWindow,
  OrphanHoldState,
  RiskCaseOutcome,
  RiskRule,
  ReportPeriod,
  Role,
  SpendGrouping,
  TransactionKind,
  TransactionStatus,
} from '../gql/graphql.ts';
import { ledgerKinds } from './ledger-words.ts';
import { type Sorted, sortedBy } from './sort.ts';

/** What the address bar holds of each list. Absent means "no filter"; what cannot be read is left out. */
export interface TransactionSearch {
  q?: string;
  status?: TransactionStatus[];
  kind?: TransactionKind;
  person?: string;
  team?: string;
  card?: string;
  mcc?: string;
  /** The exact name, the country as the network writes it, the card program: what reports lead to. */
  merchant?: string;
  country?: string;
  program?: string;
  /** Local days of the company, both inclusive. */
  from?: string;
  to?: string;
  /** Amounts in minor units. */
  min?: string;
  max?: string;
  sort?: Sorted<'date' | 'amount' | 'merchant'>;
  /** The purchase whose panel is open. */
  open?: string;
}

export interface CardSearch {
  q?: string;
  status?: CardStatus[];
  type?: CardType;
  program?: string;
  team?: string;
  person?: string;
  sort?: Sorted<'name' | 'holder'>;
  /** The issue dialog is open. */
  issue?: boolean;
}

export interface PeopleSearch {
  q?: string;
  role?: Role;
  team?: string;
  sort?: Sorted<'name' | 'role'>;
}

export interface CompanySearch {
  tab?: 'controls' | 'budgets';
  month?: string;
}

export interface DisputeSearch {
  q?: string;
  show?: DisputeGroup;
  reason?: DisputeReason;
  sort?: Sorted<'opened' | 'amount' | 'due'>;
}

/** Spend by what, of which period; the person's own choice is kept in the address alone. */
export interface ReportSearch {
  /** By person when absent. */
  by?: SpendGrouping;
  /** A month when absent. */
  period?: ReportPeriod;
  /** A local day of the period; today's when absent. */
  day?: string;
}

/** Cases: those that are not closed when `show` is absent. */
export interface CaseSearch {
  show?: 'closed' | 'all';
  rule?: RiskRule;
  person?: string;
  assignee?: string;
  sort?: Sorted<'last_alert' | 'alerts'>;
}

export interface OrphanSearch {
  state?: OrphanHoldState;
  sort?: Sorted<'decided' | 'amount'>;
  /** The hold whose panel is open. */
  open?: string;
}

export interface FundsSearch {
  /** The bank transfers when absent. */
  tab?: 'made' | 'settings';
  show?: 'open' | 'over';
  currency?: string;
  account?: LedgerAccount;
  kind?: string[];
  /** Local days of the company, both inclusive. */
  from?: string;
  to?: string;
}

/** Failed messages: which of them, of which kind, and how old. */
export interface MessageSearch {
  /** Those that wait when absent. */
  show?: 'dismissed' | 'done' | 'all';
  /** The plural that it came with, and Marqeta's type after a dot when it has one. */
  kind?: string;
  age?: 'hour' | 'day' | 'week' | 'older';
  sort?: Sorted<'received' | 'attempts'>;
}

/** Names like one of the sanctions list: those to be decided unless asked otherwise. */
export interface SanctionsSearch {
  decided?: true;
}

/** The audit log: what was done, by whom, to what, when. */
export interface AuditSearch {
  /** noun.verb, or only the noun. */
  command?: string;
  person?: string;
  subject?: string;
  /** Local days, both inclusive. */
  from?: string;
  to?: string;
  sort?: Sorted<'time'>;
  /** The event whose panel is open. */
  open?: string;
}

/** How Marqeta and we compare: differences (those that are open unless all are asked for), or days of settlement. */
export interface ReconciliationSearch {
  tab?: 'settlement';
  show?: 'all';
  sort?: Sorted<'said' | 'amount'>;
}

type Raw = Record<string, unknown>;

const transactionStatuses: readonly TransactionStatus[] = ['PENDING', 'CLEARED', 'REVERSED', 'EXPIRED', 'DECLINED'];
const transactionKinds: readonly TransactionKind[] = ['PURCHASE', 'REFUND', 'CREDIT', 'VERIFICATION', 'FEE'];
const cardStatuses: readonly CardStatus[] = ['UNACTIVATED', 'ACTIVE', 'SUSPENDED', 'TERMINATED'];
const cardTypes: readonly CardType[] = ['VIRTUAL', 'PHYSICAL'];
const limitWindows: readonly LimitWindow[] = [
  'TRANSACTION',
  'DAY',
  'WEEK',
  'MONTH',
  'QUARTER',
  'YEAR',
  'FISCAL_YEAR',
  'ROLLING',
  'LIFETIME',
];
const disputeGroups: readonly DisputeGroup[] = ['TO_DECIDE', 'OPEN', 'OVER'];
const disputeReasons: readonly DisputeReason[] = [
  'FRAUD_TRANSACTION',
  'TRANSACTION_NOT_RECOGNIZED',
  'SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED',
  'NOT_AS_DESCRIBED_OR_DEFECTIVE_MERCHANDISE',
  'DUPLICATE_PROCESSING_OR_PAID_BY_OTHER_MEANS',
  'INCORRECT_TRANSACTION_AMOUNT',
  'CREDIT_NOT_PROCESSED',
  'CANCELLED_RECURRING_TRANSACTION',
  'NON_RECEIPT_OF_CASH_OR_LOAD_TRANSACTION_VALUE_AT_ATM',
];
const riskRules: readonly RiskRule[] = [
  'VELOCITY',
  'STRUCTURING',
  'ROUND_AMOUNTS',
  'FIRST_COUNTRY',
  'IMPOSSIBLE_TRAVEL',
  'DORMANT_CARD',
  'DECLINES_IN_A_ROW',
  'MERCHANT_RING',
];
const caseOutcomes: readonly RiskCaseOutcome[] = ['FRAUD', 'MISUSE', 'FINE', 'FALSE_POSITIVE'];
const orphanStates: readonly OrphanHoldState[] = ['UNCONFIRMED', 'RELEASED', 'RESTORED', 'CONFIRMED', 'NOT_HELD'];
const ledgerAccounts: readonly LedgerAccount[] = ['AVAILABLE', 'HELD', 'SPENT', 'IN_TRANSIT', 'RESERVED', 'RECEIVABLE', 'DISPUTES', 'FEES'];
const spendGroupings: readonly SpendGrouping[] = ['PERSON', 'TEAM', 'PROGRAM', 'CATEGORY', 'MERCHANT', 'COUNTRY'];
const reportPeriods: readonly ReportPeriod[] = ['DAY', 'WEEK', 'MONTH', 'QUARTER'];
const roles: readonly Role[] = ['ADMIN', 'MANAGER', 'ACCOUNTANT', 'EMPLOYEE', 'OPERATOR'];

export const options = {
  transactionStatuses,
  transactionKinds,
  cardStatuses,
  cardTypes,
  limitWindows,
  disputeGroups,
  disputeReasons,
  riskRules,
  caseOutcomes,
  orphanStates,
  ledgerAccounts,
  spendGroupings,
  reportPeriods,
  roles,
};

export function transactionSearch(raw: Raw): TransactionSearch {
  return present({
    q: text(raw['q']),
    status: someOf(transactionStatuses, raw['status']),
    kind: oneOf(transactionKinds, raw['kind']),
    person: text(raw['person']),
    team: text(raw['team']),
    card: text(raw['card']),
    mcc: matching(/^\d{4}$/, raw['mcc']),
    merchant: text(raw['merchant']),
    country: text(raw['country']),
    program: text(raw['program']),
    from: matching(/^\d{4}-\d{2}-\d{2}$/, raw['from']),
    to: matching(/^\d{4}-\d{2}-\d{2}$/, raw['to']),
    min: matching(/^\d{1,18}$/, raw['min']),
    max: matching(/^\d{1,18}$/, raw['max']),
    sort: sortedBy(['date', 'amount', 'merchant'] as const, raw['sort']),
    open: text(raw['open']),
  });
}

export function cardSearch(raw: Raw): CardSearch {
  return present({
    q: text(raw['q']),
    status: someOf(cardStatuses, raw['status']),
    type: oneOf(cardTypes, raw['type']),
    program: text(raw['program']),
    team: text(raw['team']),
    person: text(raw['person']),
    sort: sortedBy(['name', 'holder'] as const, raw['sort']),
    issue: raw['issue'] === true || raw['issue'] === 'true' ? true : undefined,
  });
}

export function peopleSearch(raw: Raw): PeopleSearch {
  return present({
    q: text(raw['q']),
    role: oneOf(roles, raw['role']),
    team: text(raw['team']),
    sort: sortedBy(['name', 'role'] as const, raw['sort']),
  });
}

export function companySearch(raw: Raw): CompanySearch {
  return present({ tab: oneOf(['controls', 'budgets'] as const, raw['tab']), month: matching(/^\d{4}-(0[1-9]|1[0-2])$/, raw['month']) });
}

export function reconciliationSearch(raw: Raw): ReconciliationSearch {
  return present({
    tab: oneOf(['settlement'] as const, raw['tab']),
    show: oneOf(['all'] as const, raw['show']),
    sort: sortedBy(['said', 'amount'] as const, raw['sort']),
  });
}

export function disputeSearch(raw: Raw): DisputeSearch {
  return present({
    q: text(raw['q']),
    show: oneOf(disputeGroups, raw['show']),
    reason: oneOf(disputeReasons, raw['reason']),
    sort: sortedBy(['opened', 'amount', 'due'] as const, raw['sort']),
  });
}

export function reportSearch(raw: Raw): ReportSearch {
  return present({
    by: oneOf(spendGroupings, raw['by']),
    period: oneOf(reportPeriods, raw['period']),
    day: matching(/^\d{4}-\d{2}-\d{2}$/, raw['day']),
  });
}

export function caseSearch(raw: Raw): CaseSearch {
  return present({
    show: oneOf(['closed', 'all'] as const, raw['show']),
    rule: oneOf(riskRules, raw['rule']),
    person: text(raw['person']),
    assignee: text(raw['assignee']),
    sort: sortedBy(['last_alert', 'alerts'] as const, raw['sort']),
  });
}

export function orphanSearch(raw: Raw): OrphanSearch {
  return present({
    state: oneOf(orphanStates, raw['state']),
    sort: sortedBy(['decided', 'amount'] as const, raw['sort']),
    open: text(raw['open']),
  });
}

export function auditSearch(raw: Raw): AuditSearch {
  return present({
    command: text(raw['command']),
    person: text(raw['person']),
    subject: text(raw['subject']),
    from: matching(/^\d{4}-\d{2}-\d{2}$/, raw['from']),
    to: matching(/^\d{4}-\d{2}-\d{2}$/, raw['to']),
    sort: sortedBy(['time'] as const, raw['sort']),
    open: text(raw['open']),
  });
}

export function fundsSearch(raw: Raw): FundsSearch {
  return present({
    tab: oneOf(['made', 'settings'] as const, raw['tab']),
    show: oneOf(['open', 'over'] as const, raw['show']),
    currency: matching(/^[A-Z]{3}$/, raw['currency']),
    account: oneOf(ledgerAccounts, raw['account']),
    kind: someOf(ledgerKinds, raw['kind']),
    from: matching(/^\d{4}-\d{2}-\d{2}$/, raw['from']),
    to: matching(/^\d{4}-\d{2}-\d{2}$/, raw['to']),
  });
}

export function sanctionsSearch(raw: Raw): SanctionsSearch {
  return raw['decided'] === true || raw['decided'] === 'true' ? { decided: true } : {};
}

export function messageSearch(raw: Raw): MessageSearch {
  return present({
    show: oneOf(['dismissed', 'done', 'all'] as const, raw['show']),
    kind: text(raw['kind']),
    age: oneOf(['hour', 'day', 'week', 'older'] as const, raw['age']),
    sort: sortedBy(['received', 'attempts'] as const, raw['sort']),
  });
}

/** `?status=DECLINED,CLEARED&q=hotel`: short, readable, and the same for the same filters. */
export function stringifySearch(search: Raw): string {
  const pairs = Object.entries(search).flatMap(([key, value]) => {
    const words = Array.isArray(value) ? value.join(',') : value;
    if (words === true) return [[key, 'true']];
    return typeof words === 'string' && words !== '' ? [[key, words]] : [];
  });
  const query = new URLSearchParams(pairs).toString().replaceAll('%2C', ',');
  return query === '' ? '' : `?${query}`;
}

export function parseSearch(query: string): Raw {
  return Object.fromEntries(new URLSearchParams(query));
}

function present<Found extends Raw>(found: Found): { [Key in keyof Found]?: Exclude<Found[Key], undefined> } {
  const entries = Object.entries(found).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Found]?: Exclude<Found[Key], undefined> };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, 200) : undefined;
}

function matching(pattern: RegExp, value: unknown): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

function oneOf<Value extends string>(all: readonly Value[], value: unknown): Value | undefined {
  return all.find((one) => one === value);
}

function someOf<Value extends string>(all: readonly Value[], value: unknown): Value[] | undefined {
  const wanted: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const known = all.filter((one) => wanted.includes(one));
  return known.length > 0 ? known : undefined;
}

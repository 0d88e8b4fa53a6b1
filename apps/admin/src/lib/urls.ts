import {
  type AuditSearch,
  type CardSearch,
  type CaseSearch,
  type CompanySearch,
  type DisputeSearch,
  type FundsSearch,
  type MessageSearch,
  type OrphanSearch,
  type PeopleSearch,
  type ReconciliationSearch,
  type ReportSearch,
  stringifySearch,
  type TransactionSearch,
} from './search.ts';

/** Where the app is mounted; Vite's `base` without the last slash. */
export const base = '/admin';

/** Every path of the app, ready for an `href`. */
export const urls = {
  overview: () => `${base}/`,
  cards: (search: CardSearch = {}) => `${base}/cards${query(search)}`,
  card: (id: string) => `${base}/cards/${encodeURIComponent(id)}`,
  transactions: (search: TransactionSearch = {}) => `${base}/transactions${query(search)}`,
  transaction: (id: string) => `${base}/transactions/${encodeURIComponent(id)}`,
  people: (search: PeopleSearch = {}) => `${base}/people${query(search)}`,
  inviteMany: () => `${base}/people/invite`,
  person: (id: string) => `${base}/people/${encodeURIComponent(id)}`,
  company: (search: CompanySearch = {}) => `${base}/company${query(search)}`,
  cases: (search: CaseSearch = {}) => `${base}/cases${query(search)}`,
  riskCase: (id: string) => `${base}/cases/${encodeURIComponent(id)}`,
  riskRules: () => `${base}/risk-rules`,
  disputes: (search: DisputeSearch = {}) => `${base}/disputes${query(search)}`,
  dispute: (id: string) => `${base}/disputes/${encodeURIComponent(id)}`,
  /** Of the API, not of the app: where evidence of a dispute goes up, and a file of it comes from. */
  evidence: (dispute: string, file?: string) =>
    `/files/disputes/${encodeURIComponent(dispute)}${file === undefined ? '' : `/${encodeURIComponent(file)}`}`,
  audit: (search: AuditSearch = {}) => `${base}/audit${query(search)}`,
  /** Of the API, not of the app: the log as a file, with the decisions that it seals or without. */
  auditFile: (decisions: boolean) => `/files/audit${decisions ? '?decisions=true' : ''}`,
  reports: (search: ReportSearch = {}) => `${base}/reports${query(search)}`,
  orphanHolds: (search: OrphanSearch = {}) => `${base}/orphan-holds${query(search)}`,
  funds: (search: FundsSearch = {}) => `${base}/funds${query(search)}`,
  fundMovement: (id: string) => `${base}/funds/${encodeURIComponent(id)}`,
  bankTransfers: () => `${base}/bank-transfers`,
  reconciliation: (search: ReconciliationSearch = {}) => `${base}/reconciliation${query(search)}`,
  apiKeys: () => `${base}/api-keys`,
  notifications: () => `${base}/notifications`,
  security: () => `${base}/security`,
  verification: () => `${base}/verification`,
  verifications: () => `${base}/verifications`,
  sanctions: () => `${base}/sanctions`,
  breakGlass: () => `${base}/break-glass`,
  installation: () => `${base}/installation`,
  messages: (search: MessageSearch = {}) => `${base}/messages${query(search)}`,
  message: (id: string) => `${base}/messages/${encodeURIComponent(id)}`,
};

/** The address of a path that the server wrote, such as a notification's `/transactions/…`. Null for what does not lead into the app. */
export function inApp(path: string): string | null {
  if (!path.startsWith('/') || path.startsWith('//') || path.startsWith('/portal/')) return null;
  return path === base || path.startsWith(`${base}/`) ? path : `${base}${path}`;
}

function query(
  search:
    | AuditSearch
    | CardSearch
    | CaseSearch
    | TransactionSearch
    | PeopleSearch
    | CompanySearch
    | DisputeSearch
    | FundsSearch
    | MessageSearch
    | OrphanSearch
    | ReconciliationSearch
    | ReportSearch,
): string {
  return stringifySearch({ ...search });
}

export {
  alertSentence,
  isRiskRule,
  RISK_RULES,
  RISK_THRESHOLDS,
  type RiskRule,
  riskRuleName,
  type RiskThreshold,
  type RiskValues,
} from './alert.ts';
export {
  CARD_EVENT_KINDS,
  type CardEventKind,
  type CardEventWords,
  cardEventSentence,
  isCardEventKind,
  unusedSentence,
} from './card-event.ts';
export { type ControlScope, type ControlWords, controlSentence, LIMIT_WINDOWS, type LimitWindow } from './control.ts';
export { type Amount, formatAmount, formatDay, formatList, formatMoment } from './format.ts';
export { dependsSentence, PURCHASE_INPUTS, type PurchaseInput, worksSentence } from './foresight.ts';
export { type IdentityMailKind, type IdentityMailValues, writeIdentityMail } from './identity-mail.ts';
export { isLedgerCheck, LEDGER_CHECKS, type LedgerCheckCode, ledgerCheckSentence } from './ledger-check.ts';
export { LOCALES, type Locale, localeOf } from './locale.ts';
export { networkFeeName } from './network-fee.ts';
export { isNoticeKind, type Notice, NOTICE_KINDS, type NoticeKind, type NoticeValues, writeNotice } from './notice.ts';
export { TIMELINE_CODES, type TimelineCode, type TimelineWords, timelineSentence } from './timeline.ts';
export {
  categoryName,
  type Channel,
  CHANNELS,
  channelName,
  countryName,
  MERCHANT_CATEGORIES,
  type MerchantCategory,
  weekdayName,
} from './traits.ts';
export {
  type Audience,
  declineSentence,
  REFUSAL_REASONS,
  type RefusalReason,
  type RuleCode,
  RULES,
  type VerdictWords,
  verdictSentence,
} from './verdict.ts';

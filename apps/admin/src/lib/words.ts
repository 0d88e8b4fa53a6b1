import type { DisputePhase } from '@afc/ui';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import type {
  AtCap,
  CardAction,
  CardStatus,
  CardType,
  Channel,
  ControlScope,
  ControlType,
  DeadLetterAction,
  DeadLetterState,
  DisputeDecision,
  DisputeGroup,
  DisputeReason,
  FulfillmentStatus,
  FundKind,
  FundSettlement,
  FundState,
  HolderStatus,
  IdentityNumberType,
  IncorporationType,
  IssuerCardStatus,
  LimitWindow,
  MerchantCategory,
  MerchantMatchBy,
  OrphanHoldState,
  MissingInput,
  PersonStatus,
  RefundConfidence,
  ReconciliationDifferenceKind,
  ReconciliationPassKind,
  RiskCaseOutcome,
  RiskCaseState,
  SanctionsHitState,
  RiskRule,
  RiskThresholdName,
  ReportPeriod,
  Role,
  SpendGrouping,
  TransactionKind,
  TransactionStatus,
  VerdictOutcome,
  VerificationState,
  VerificationStep,
} from '../gql/graphql.ts';

/** Says a sentence of the tables below in the reader's language. */
export function useWords(): (descriptor: MessageDescriptor) => string {
  const { i18n } = useLingui();
  return (descriptor) => i18n._(descriptor);
}

type Words<Key extends string> = Readonly<Record<Key, MessageDescriptor>>;

export const transactionStatusWords: Words<TransactionStatus> = {
  PENDING: msg`Pending`,
  CLEARED: msg`Cleared`,
  REVERSED: msg`Reversed`,
  EXPIRED: msg`Expired`,
  DECLINED: msg`Declined`,
};

export const spendGroupingWords: Words<SpendGrouping> = {
  PERSON: msg`People`,
  TEAM: msg`Teams`,
  PROGRAM: msg`Card programs`,
  CATEGORY: msg`Categories`,
  MERCHANT: msg`Merchants`,
  COUNTRY: msg`Countries`,
};

/** What purchases without a subject are called. */
export const noSubjectWords: Words<SpendGrouping> = {
  PERSON: msg`Nobody`,
  TEAM: msg`No team`,
  PROGRAM: msg`No program`,
  CATEGORY: msg`No category`,
  MERCHANT: msg`No name`,
  COUNTRY: msg`No country`,
};

export const reportPeriodWords: Words<ReportPeriod> = {
  DAY: msg`Day`,
  WEEK: msg`Week`,
  MONTH: msg`Month`,
  QUARTER: msg`Quarter`,
};

export const transactionKindWords: Words<TransactionKind> = {
  PURCHASE: msg`Purchase`,
  REFUND: msg`Refund`,
  CREDIT: msg`Credit`,
  VERIFICATION: msg`Verification`,
  FEE: msg`Fee`,
};

export const fundKindWords: Words<FundKind> = { TOP_UP: msg`Top-up`, WITHDRAWAL: msg`Withdrawal` };

export const fundStateWords: Words<FundState> = {
  AWAITING_APPROVAL: msg`Awaits another admin`,
  DECLINED: msg`Not approved`,
  CANCELLED: msg`Cancelled`,
  IN_TRANSIT: msg`In transit`,
  ARRIVED: msg`Arrived`,
  RESERVED: msg`Set aside`,
  SENDING: msg`Being paid out`,
  PAID: msg`Paid out`,
  REFUSED: msg`Refused`,
  RETURNED: msg`Returned`,
};

export const fundSettlementWords: Words<FundSettlement> = {
  ARRIVE: msg`It has arrived`,
  RETURN: msg`It was returned`,
  START: msg`Take in hand`,
  PAY: msg`It is paid out`,
  REFUSE: msg`Refuse`,
};

export const refundConfidenceWords: Words<RefundConfidence> = {
  CERTAIN: msg`The refund names this purchase.`,
  HIGH: msg`Found by card, merchant and amount. It can hardly be another purchase.`,
  LOW: msg`Perhaps this purchase. Limits get nothing back until somebody confirms it.`,
  CONFIRMED: msg`Somebody confirmed it.`,
  UNLINKED: msg`It belongs to no purchase: money came back, no limit did.`,
};

export const cardStatusWords: Words<CardStatus> = {
  UNACTIVATED: msg`Not activated`,
  ACTIVE: msg`Active`,
  SUSPENDED: msg`Frozen`,
  TERMINATED: msg`Terminated`,
};

export const issuerStatusWords: Words<IssuerCardStatus> = {
  REQUESTED: msg`Asked for`,
  UNACTIVATED: msg`Not activated`,
  ACTIVE: msg`Active`,
  LIMITED: msg`Limited by the issuer`,
  SUSPENDED: msg`Suspended`,
  TERMINATED: msg`Terminated`,
  UNSUPPORTED: msg`Unknown`,
};

export const fulfillmentWords: Words<FulfillmentStatus> = {
  ISSUED: msg`Issued`,
  ORDERED: msg`Ordered`,
  REORDERED: msg`Ordered again`,
  REJECTED: msg`Rejected by the printer`,
  SHIPPED: msg`Shipped`,
  DELIVERED: msg`Delivered`,
  DIGITALLY_PRESENTED: msg`Presented digitally`,
};

export const cardTypeWords: Words<CardType> = { VIRTUAL: msg`Virtual`, PHYSICAL: msg`Physical` };

export const cardActionWords: Words<CardAction> = {
  FREEZE: msg`Freeze`,
  UNFREEZE: msg`Unfreeze`,
  ACTIVATE: msg`Activate`,
  TERMINATE: msg`Terminate`,
  ASK_AGAIN: msg`Ask the issuer again`,
};

export const roleWords: Words<Role> = {
  ADMIN: msg`Admin`,
  MANAGER: msg`Manager`,
  ACCOUNTANT: msg`Accountant`,
  EMPLOYEE: msg`Employee`,
  SERVICE: msg`Service account`,
  OPERATOR: msg`Operator`,
  READER: msg`Operator, reading`,
};

export const personStatusWords: Words<PersonStatus> = { ACTIVE: msg`Active`, SUSPENDED: msg`Suspended`, CLOSED: msg`Left` };

export const windowWords: Words<LimitWindow> = {
  TRANSACTION: msg`Per purchase`,
  DAY: msg`Per day`,
  WEEK: msg`Per week`,
  MONTH: msg`Per month`,
  QUARTER: msg`Per quarter`,
  YEAR: msg`Per year`,
  FISCAL_YEAR: msg`Per fiscal year`,
  ROLLING: msg`In any so many days`,
  LIFETIME: msg`In all`,
};

export const controlTypeWords: Words<ControlType> = {
  AMOUNT_LIMIT: msg`Amount limit`,
  COUNT_LIMIT: msg`Number of purchases`,
  MERCHANT_ALLOW: msg`Only these merchants`,
  MERCHANT_BLOCK: msg`Not these merchants`,
  MCC_ALLOW: msg`Only these merchant categories`,
  MCC_BLOCK: msg`Not these merchant categories`,
  COUNTRY_ALLOW: msg`Only these countries`,
  COUNTRY_BLOCK: msg`Not these countries`,
  CURRENCY_ALLOW: msg`Only these currencies`,
  CURRENCY_BLOCK: msg`Not these currencies`,
  CHANNEL_ALLOW: msg`Only these ways of paying`,
  CHANNEL_BLOCK: msg`Not these ways of paying`,
  SCHEDULE: msg`Days and hours`,
  DATES: msg`First and last day`,
  IDLE_LOCK: msg`Lock when idle`,
};

export const atCapWords: Words<AtCap> = {
  DECLINE: msg`Decline`,
  BUFFER: msg`Allow a buffer`,
  TELL: msg`Allow, and tell admins`,
};

/** By what a merchant is known. */
export const matchWords: Words<MerchantMatchBy> = {
  NAME: msg`By name`,
  NETWORK_MID: msg`By network id`,
  MID: msg`By merchant id`,
};

export const channelWords: Words<Channel> = {
  ONLINE: msg`Online`,
  CHIP: msg`Chip`,
  CONTACTLESS: msg`Contactless`,
  SWIPE: msg`Magnetic stripe`,
  KEYED: msg`Keyed in`,
  ATM: msg`Cash machine`,
  RECURRING: msg`Recurring`,
  WALLET: msg`Phone or watch`,
};

export const categoryWords: Words<MerchantCategory> = {
  AIRLINES: msg`Airlines`,
  HOTELS: msg`Hotels`,
  CAR_RENTAL: msg`Car rental`,
  TAXIS_AND_RIDES: msg`Taxis and rides`,
  PUBLIC_TRANSPORT: msg`Public transport`,
  PARKING: msg`Parking`,
  TRAVEL_AGENCIES: msg`Travel agencies`,
  FUEL: msg`Fuel`,
  VEHICLES_AND_REPAIR: msg`Vehicles and repair`,
  RESTAURANTS: msg`Restaurants`,
  BARS: msg`Bars`,
  GROCERIES: msg`Groceries`,
  SOFTWARE_AND_CLOUD: msg`Software and cloud`,
  TELEPHONE_AND_INTERNET: msg`Telephone and internet`,
  ADVERTISING: msg`Advertising`,
  OFFICE_SUPPLIES: msg`Office supplies`,
  ELECTRONICS: msg`Electronics`,
  POSTAGE_AND_FREIGHT: msg`Postage and freight`,
  PROFESSIONAL_SERVICES: msg`Professional services`,
  EDUCATION: msg`Education`,
  HEALTH: msg`Health`,
  INSURANCE: msg`Insurance`,
  UTILITIES: msg`Utilities`,
  TAXES_AND_GOVERNMENT: msg`Taxes and government`,
  CLOTHING: msg`Clothing`,
  GENERAL_SHOPPING: msg`General shopping`,
  ENTERTAINMENT: msg`Entertainment`,
  GAMBLING: msg`Gambling`,
  CASH_AND_TRANSFERS: msg`Cash and transfers`,
  CHARITY: msg`Charity`,
};

export const scopeWords: Words<ControlScope> = {
  COMPANY: msg`Company`,
  TEAM: msg`Team`,
  CARD_PROGRAM: msg`Card program`,
  PERSON: msg`Person`,
  CARD: msg`Card`,
};

/** As the object of "was not kept". */
export const missingInputWords: Words<Exclude<MissingInput, 'FREEZE'>> = {
  MERCHANT_NAME: msg`the merchant’s name`,
  MID: msg`the merchant’s number`,
  NETWORK_MID: msg`the network’s number of the merchant`,
  MCC: msg`the merchant’s category`,
  COUNTRY: msg`the country`,
  CHANNEL: msg`how the card was used`,
  RECORD: msg`the record of the decision`,
};

export const verdictWords: Words<VerdictOutcome> = {
  PASSED: msg`Passed`,
  PASSED_ABOVE: msg`Let through above the limit`,
  EXCEPTED: msg`Let through by an exception`,
  REFUSED: msg`Refused`,
  SHADOW_REFUSED: msg`Would have refused`,
  NOT_APPLICABLE: msg`Did not apply`,
};

export const deadLetterStateWords: Words<DeadLetterState> = {
  SET_ASIDE: msg`Failed`,
  UNKNOWN: msg`Not understood`,
  REPLAYING: msg`Being replayed`,
  APPLIED: msg`Applied`,
  KEPT: msg`Nothing to do`,
  DISMISSED: msg`Dismissed`,
};

export const deadLetterActionWords: Words<DeadLetterAction> = {
  REPLAY: msg`Replay`,
  DISMISS: msg`Dismiss`,
  RESTORE: msg`Take back`,
};

/** Of a message of which Marqeta and we did not say the same. */
export const differenceWords: Words<ReconciliationDifferenceKind> = {
  MISSED: msg`Never reached us`,
  LESS_ADVANCED: msg`We had an older state`,
  AMOUNT_DIFFERS: msg`Another amount`,
  STATE_DIFFERS: msg`Another outcome`,
  UNKNOWN_CARD: msg`Card unknown here`,
  UNKNOWN_TYPE: msg`Kind unknown here`,
  NOT_APPLIED: msg`Waits to be applied`,
  ONLY_OURS: msg`Unknown to Marqeta`,
  SETTLEMENT_DIFFERS: msg`Booked differently`,
};

export const passWords: Words<ReconciliationPassKind> = {
  RECENT: msg`The last hour`,
  DAY: msg`The last day`,
  MONTHS: msg`The last two months`,
};

/** Of a company or a person, as the issuer has them. */
export const holderStatusWords: Words<HolderStatus> = {
  UNVERIFIED: msg`Not verified`,
  LIMITED: msg`Limited until verified`,
  ACTIVE: msg`Verified`,
  SUSPENDED: msg`Suspended by the issuer`,
  CLOSED: msg`Closed by the issuer`,
  TERMINATED: msg`Closed by the issuer for good`,
};

export const verificationStateWords: Words<VerificationState> = {
  WAITING: msg`On its way`,
  PENDING: msg`Being looked at`,
  SUCCESS: msg`Verified`,
  FAILURE: msg`Failed`,
  REFUSED: msg`Not taken`,
};

export const sanctionsHitWords: Words<SanctionsHitState> = {
  OPEN: msg`To be decided`,
  DISMISSED: msg`No match`,
  CONFIRMED: msg`Match`,
};

/** What a person has to do next, as an admin reads it. */
export const verificationStepWords: Words<VerificationStep> = {
  NOTHING: msg`Nothing`,
  ACCEPT_TERMS: msg`Accept the terms, in the portal`,
  SUBMIT: msg`Tell the issuer who they are, in the portal`,
  RESUBMIT: msg`Correct what they told, in the portal`,
  WAIT: msg`Wait for the issuer`,
  SEND_DOCUMENT: msg`Send a copy of a document`,
  ASK_OPERATOR: msg`Nothing; the operator takes it up with the issuer`,
};

export const incorporationWords: Words<IncorporationType> = {
  LLC: msg`Limited liability company`,
  CORPORATION: msg`Corporation`,
  SOLE_PROPRIETORSHIP: msg`Sole proprietorship`,
  PARTNERSHIP: msg`Partnership`,
  COOPERATIVE: msg`Cooperative`,
  FINANCIAL_OR_CREDIT_INSTITUTION: msg`Financial or credit institution`,
  FOUNDATION: msg`Foundation`,
  ASSOCIATION: msg`Association`,
  CHARITY: msg`Charity`,
  TRUST: msg`Trust`,
  OTHER: msg`Other`,
};

export const identityNumberWords: Words<IdentityNumberType> = {
  NIN: msg`National identity number`,
  TIN: msg`Taxpayer number`,
  SSN: msg`Social security number (US)`,
  SIN: msg`Social insurance number (Canada)`,
  PASSPORT_NUMBER: msg`Passport number`,
  DRIVERS_LICENSE: msg`Driving licence number`,
};

export const disputePhaseWords: Words<DisputePhase> = {
  WAITING: msg`On its way to the issuer`,
  OPEN: msg`With the card network`,
  CONTESTED: msg`Contested by the merchant`,
  WON: msg`Won`,
  LOST: msg`Lost`,
  WRITTEN_OFF: msg`Written off`,
  REFUSED: msg`Not accepted`,
  WITHDRAWN: msg`Withdrawn`,
};

export const orphanStateWords: Words<OrphanHoldState> = {
  UNCONFIRMED: msg`Waiting for word`,
  RELEASED: msg`Released`,
  RESTORED: msg`Restored`,
  CONFIRMED: msg`Confirmed late`,
  NOT_HELD: msg`Never held`,
};

export const disputeGroupWords: Words<DisputeGroup> = { TO_DECIDE: msg`To be decided`, OPEN: msg`Open`, OVER: msg`Over` };

export const disputeReasonWords: Words<DisputeReason> = {
  FRAUD_TRANSACTION: msg`Not made by the holder`,
  TRANSACTION_NOT_RECOGNIZED: msg`Not recognised`,
  SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED: msg`Not received`,
  NOT_AS_DESCRIBED_OR_DEFECTIVE_MERCHANDISE: msg`Not as described, or broken`,
  DUPLICATE_PROCESSING_OR_PAID_BY_OTHER_MEANS: msg`Charged twice, or paid in another way`,
  INCORRECT_TRANSACTION_AMOUNT: msg`Wrong amount`,
  CREDIT_NOT_PROCESSED: msg`Refund did not come`,
  CANCELLED_RECURRING_TRANSACTION: msg`Cancelled before`,
  NON_RECEIPT_OF_CASH_OR_LOAD_TRANSACTION_VALUE_AT_ATM: msg`Machine gave no cash`,
};

export const disputeDecisionWords: Words<DisputeDecision> = { INSIST: msg`Insist`, ACCEPT: msg`Give in`, WRITE_OFF: msg`Write off` };

export const riskRuleWords: Words<RiskRule> = {
  VELOCITY: msg`Very many purchases at once`,
  STRUCTURING: msg`Amounts just below a threshold`,
  ROUND_AMOUNTS: msg`Many round amounts`,
  FIRST_COUNTRY: msg`A first purchase in a country`,
  IMPOSSIBLE_TRAVEL: msg`A card in two places at once`,
  DORMANT_CARD: msg`A card in use again after long`,
  DECLINES_IN_A_ROW: msg`Many declines in a row`,
  MERCHANT_RING: msg`Several people at a new merchant`,
};

export const riskRuleExplained: Words<RiskRule> = {
  VELOCITY: msg`The company buys far more at once than at that time of the day in the last week.`,
  STRUCTURING: msg`A person buys several times just below a limit of a single purchase, or below a round number.`,
  ROUND_AMOUNTS: msg`A person makes several purchases of whole hundreds, say. Prices seldom are.`,
  FIRST_COUNTRY: msg`A person who has bought before buys in a country for the first time.`,
  IMPOSSIBLE_TRAVEL: msg`A card is held to terminals in two countries too far apart for the time between.`,
  DORMANT_CARD: msg`A card is used that nobody has used for long. Subscriptions do not count.`,
  DECLINES_IN_A_ROW: msg`Purchases with one card are declined again and again.`,
  MERCHANT_RING: msg`Several people buy soon after each other where nobody of the company has bought before.`,
};

export const riskThresholdWords: Words<RiskThresholdName> = {
  PURCHASES: msg`Purchases, at least`,
  PEOPLE: msg`People, at least`,
  MINUTES: msg`Within minutes`,
  HOURS: msg`Within hours`,
  DAYS: msg`Days`,
  TIMES: msg`Times as many as usual`,
  PERCENT_BELOW: msg`Per cent below, at most`,
  LEAST_AMOUNT: msg`Round numbers from`,
  MULTIPLE_OF: msg`Round is a multiple of`,
  KILOMETRES_PER_HOUR: msg`Kilometres an hour`,
};

export const caseStateWords: Words<RiskCaseState> = { OPEN: msg`To be looked at`, ASSIGNED: msg`Being looked at`, CLOSED: msg`Closed` };

export const caseOutcomeWords: Words<RiskCaseOutcome> = {
  FRAUD: msg`Fraud`,
  MISUSE: msg`Misuse`,
  FINE: msg`Unusual, but fine`,
  FALSE_POSITIVE: msg`Nothing unusual`,
};

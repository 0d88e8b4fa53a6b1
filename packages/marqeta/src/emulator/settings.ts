import { CHARGEBACK_REASONS } from '../wire/disputes.ts';

/** How the emulator behaves. Where Marqeta says nothing that we could read (wire-format §18), the choice has a name here. */
export interface Settings {
  /** HTTP Basic of `/v3`: user name and password (§1.2). */
  readonly applicationToken: string;
  readonly accessToken: string;
  /** Divides the waits between two deliveries of a webhook: at 1 they are 4 s, 16 s, 64 s, … (§14.6). */
  readonly retrySpeed: number;
  /** Deliveries in flight to one webhook at a time. */
  readonly webhookConcurrency: number;
  /** Time that a webhook endpoint gets; for notifications Marqeta does not publish it. */
  readonly webhookTimeoutMs: number;
  /** Time that a ping gets (§14.8). */
  readonly pingTimeoutMs: number;
  /** Exchanges kept for `GET /control/exchanges`. */
  readonly keepExchanges: number;
  /** Pages that may hold a widget in a frame, as CSP's `frame-ancestors` lists them. */
  readonly widgetFrameAncestors: string;
  readonly unconfirmed: UnconfirmedChoices;
}

/** What a programme does on a case: ask the money back, go on arguing, give in, or pay for it itself. */
export const CASE_ACTIONS = [
  'CHARGE_BACK',
  'CHARGE_BACK_AND_CREDIT',
  'CREDIT',
  'TAKE_CREDIT_BACK',
  'PREARBITRATION',
  'ARBITRATION',
  'WITHDRAWN',
  'CASE_LOST',
  'WRITTEN_OFF_ISSUER',
  'WRITTEN_OFF_PROGRAM',
] as const;
export type CaseAction = (typeof CASE_ACTIONS)[number];

/** Each is a guess that a real account may prove wrong. The package's README has them by the section that leaves them open. */
export interface UnconfirmedChoices {
  /** Whether a repeated body whose keys come in another order is another body, and for how many days a repeat is known; `null`: for ever. */
  readonly keyOrderMatters: boolean;
  readonly repeatsKnownDays: number | null;
  /** What `expand` can ask for on a card. */
  readonly cardExpansions: readonly ('user' | 'cardproduct')[];
  /** How many pairs a `metadata` may have, and how long a name or value in it may be. */
  readonly metadataPairs: number;
  readonly metadataLength: number;
  /** Status of an illegal state transition: 400, 412 or 422. */
  readonly illegalTransitionStatus: number;
  /** Whether an unactivated card may be suspended, and whether a LIMITED one may spend. */
  readonly suspendUnactivated: boolean;
  readonly limitedCardsMaySpend: boolean;
  /** `type` of a card transition to the state that the card has already; `null`: that of the state. */
  readonly sameCardStateType: string | null;
  /** `response.code` when the gateway declined without a reason, timed out, or failed: 1016 until November 2025, other codes since. */
  readonly noReasonCode: string;
  readonly timedOutCode: string;
  readonly gatewayErrorCode: string;
  /** `response.code` by the gateway's `decline_reason` where Marqeta's is not known, and of a reason that is not here. */
  readonly declineReasonCodes: Readonly<Record<string, string>>;
  readonly otherDeclineReasonCode: string;
  /** `gateway_log.message` when the gateway did not answer in time. */
  readonly timedOutMessage: string;
  /** `response.code` when the gateway approved less and terminal or product do not allow it. */
  readonly partialRefusedCode: string;
  /** `response.code` when the gateway approved more than was asked. */
  readonly tooMuchCode: string;
  /** Whether a clearing for less than the hold ends the purchase when the simulation does not say. */
  readonly lowerClearingIsFinal: boolean;
  /** JIT method of a single-message PIN debit: `pgfs.auth_plus_capture` (US) or `pgfs.pindebit`. */
  readonly pinDebitMethod: string;
  /** JIT methods of single messages that are taken back: the list of methods has none for them (§13.3). */
  readonly originalCreditReversalMethod: string;
  readonly accountFundingReversalMethod: string;
  /** Whether a refund to `WATERFALL` stays on the account (§12.6); otherwise it goes back to where the purchase was funded. */
  readonly waterfallRefundsToAccount: boolean;
  /** Gateway failures in a row after which Marqeta turns Commando Mode on by itself, 0: never; and the minutes until it asks again. */
  readonly commandoAfterFailures: number;
  readonly commandoMinutes: number;
  /** Whether webhooks tell of its switches, as `commandomodetransitions`: Marqeta's list of events does not have them. */
  readonly commandoTransitionsTold: boolean;
  /** Whether `amount` has what a category's group holds on top (§7.3); otherwise only the order has it, for the gateway to decide on. */
  readonly holdIncreaseInAmount: boolean;
  /** Whether a card out of use because it was lost or stolen is declined with 1005 or 1004 (§11). */
  readonly lostAndStolenNamed: boolean;
  /** `response.code` when the address does not match, a PIN or the chip is needed, quasi-cash or the account's own money is not allowed. */
  readonly addressMismatchCode: string;
  readonly pinRequiredCode: string;
  readonly chipRequiredCode: string;
  readonly quasiCashCode: string;
  readonly ownFundsCode: string;
  /** What an advice of simulations 1.0 does to a PIN debit pre-authorization: posts the real amount. */
  readonly financialAdviceEvent: string;
  /** JIT method of a clearing: `pgfs.authorization.clearing`, or `pgfs.authorization.capture` as older programmes have it. */
  readonly clearingMethod: string;
  /** Days that a hold lives: ordinary purchases, and pre-authorizations of lodging and car rental. */
  readonly holdDays: number;
  readonly lodgingHoldDays: number;
  /** State of the message that tells of a hold's expiry, and of the network's approval in our place. */
  readonly expiryState: string;
  readonly standInState: string;
  /** Whether the issuer's own reversal takes an `amount`, and releases that much; otherwise it releases all. */
  readonly issuerReversalTakesAmount: boolean;
  /** `response.code` when an authorization control does not have the merchant. */
  readonly authorizationControlCode: string;
  /** Whether all authorization controls that apply add up; otherwise those of a user replace those of a product, and these the programme's. */
  readonly authorizationControlsAddUp: boolean;
  /** Whether `null` in an update of an MCC group takes back what was set. */
  readonly nullClearsGroups: boolean;
  /** Whether a merchant exempt from authorization controls is exempt from velocity controls as well. */
  readonly exemptFromVelocity: boolean;
  /** Whether each user has a count of their own under a control of a product or of the programme. */
  readonly velocityCountsPerUser: boolean;
  /** What a velocity control counts when its `include_*` flags are not given. */
  readonly velocityIncludes: readonly ('purchases' | 'withdrawals' | 'cashback' | 'credits' | 'transfers')[];
  /** Days after which a clearing can no longer be disputed; `null`: always. Marqeta's wire format knows no such limit (§15.4). */
  readonly disputeWindowDays: number | null;
  /** Status of a dispute for more than was cleared, or of something that cannot be disputed: 412 or 422. */
  readonly disputeRefusedStatus: number;
  /** Reasons that a case takes. */
  readonly caseReasons: readonly string[];
  /** What an action on a case does: of the names only `CHARGEBACK_NO_CREDIT` is known (§15.2). */
  readonly caseActions: Readonly<Record<string, CaseAction>>;
  /** Envelope of the webhooks about cases, and the base of their event names. */
  readonly caseEnvelope: string;
  readonly caseEvent: string;
  /** State of a zero-amount account verification. */
  readonly accountVerificationState: string;
  /** Policy of the account holder group that everybody belongs to who names no other, and how often a holder can be verified. */
  readonly defaultKycRequired: 'ALWAYS' | 'CONDITIONAL' | 'NEVER';
  readonly kycAttempts: number;
  /** `reason_code` of the transition that a success brings. */
  readonly kycReasonCode: string;
  /** Hours that a verification under review takes. */
  readonly kycReviewHours: number;
  /** Wrong PINs in a row after which Marqeta suspends the card, and the status of a PIN that is revealed: 200, 201 or 204. */
  readonly pinAttempts: number;
  readonly pinRevealStatus: number;
  /** Minutes that a one-time token of a cardholder lives. */
  readonly oneTimeTokenMinutes: number;
  /** Seconds from a provisioning request to the token in the phone, and what a suspended token's way back is called. */
  readonly walletProvisionedAfterSeconds: number;
  readonly walletReinstatedType: string;
  /** Base of the event names of card actions. */
  readonly cardActionEvent: string;
  /** Whether a delivery that is repeated keeps its `X-Marqeta-Request-Trace-Id`. */
  readonly traceIdRepeats: boolean;
  /** Whether a webhook is switched off once a message to it was given up. */
  readonly givenUpSwitchesOff: boolean;
  /** Whether a notification that is sent again tells of the object as it is now; otherwise as it was. */
  readonly resendTellsCurrent: boolean;
  /** Days from the order of a physical card to each step of its way. */
  readonly cardOrderedAfterDays: number;
  readonly cardShippedAfterDays: number;
  readonly cardDeliveredAfterDays: number;
  /** What is left of these days when the card is expedited. */
  readonly expeditedShare: number;
}

export const DEFAULT_SETTINGS: Settings = {
  applicationToken: 'emulator-application',
  accessToken: 'emulator-access',
  retrySpeed: 1,
  webhookConcurrency: 16,
  webhookTimeoutMs: 5_000,
  pingTimeoutMs: 5_000,
  keepExchanges: 10_000,
  widgetFrameAncestors: 'http://localhost:* http://127.0.0.1:*',
  unconfirmed: {
    keyOrderMatters: false,
    repeatsKnownDays: null,
    cardExpansions: ['user', 'cardproduct'],
    metadataPairs: 20,
    metadataLength: 255,
    illegalTransitionStatus: 400,
    suspendUnactivated: true,
    limitedCardsMaySpend: true,
    sameCardStateType: null,
    noReasonCode: '1016',
    timedOutCode: '1016',
    gatewayErrorCode: '1016',
    // The nearest in meaning.
    declineReasonCodes: {
      INVALID_MERCHANT: '1821',
      INVALID_CARD: '1804',
      EXPIRED_CARD: '1001',
      NO_CHECKING_ACCOUNT: '1023',
      NO_SAVINGS_ACCOUNT: '1022',
      CARD_NOT_ACTIVE: '1806',
      CARDHOLDER_NOT_ACTIVE: '1813',
    },
    otherDeclineReasonCode: '1885',
    timedOutMessage: 'Timed out.',
    partialRefusedCode: '1016',
    tooMuchCode: '1883',
    lowerClearingIsFinal: true,
    pinDebitMethod: 'pgfs.auth_plus_capture',
    originalCreditReversalMethod: 'pgfs.original.credit.authorization.reversal',
    accountFundingReversalMethod: 'pgfs.authorization.reversal',
    waterfallRefundsToAccount: false,
    commandoAfterFailures: 0,
    commandoMinutes: 15,
    commandoTransitionsTold: true,
    holdIncreaseInAmount: true,
    lostAndStolenNamed: true,
    addressMismatchCode: '1002',
    pinRequiredCode: '1809',
    chipRequiredCode: '1015',
    quasiCashCode: '1015',
    ownFundsCode: '1016',
    financialAdviceEvent: 'pindebit.authorization.clearing',
    clearingMethod: 'pgfs.authorization.clearing',
    holdDays: 7,
    lodgingHoldDays: 30,
    expiryState: 'CLEARED',
    standInState: 'PENDING',
    issuerReversalTakesAmount: false,
    authorizationControlCode: '1821',
    authorizationControlsAddUp: true,
    nullClearsGroups: true,
    exemptFromVelocity: false,
    velocityCountsPerUser: true,
    velocityIncludes: ['purchases', 'withdrawals', 'cashback', 'transfers'],
    disputeWindowDays: null,
    disputeRefusedStatus: 422,
    caseReasons: CHARGEBACK_REASONS,
    caseActions: {
      CHARGEBACK_NO_CREDIT: 'CHARGE_BACK',
      CHARGEBACK_WITH_CREDIT: 'CHARGE_BACK_AND_CREDIT',
      GRANT_PROVISIONAL_CREDIT: 'CREDIT',
      REVERSE_PROVISIONAL_CREDIT: 'TAKE_CREDIT_BACK',
      PRE_ARBITRATION: 'PREARBITRATION',
      ARBITRATION: 'ARBITRATION',
      WITHDRAW: 'WITHDRAWN',
      ACCEPT_LIABILITY: 'CASE_LOST',
      WRITE_OFF_ISSUER: 'WRITTEN_OFF_ISSUER',
      WRITE_OFF_PROGRAM: 'WRITTEN_OFF_PROGRAM',
    },
    caseEnvelope: 'casetransitions',
    caseEvent: 'casetransition',
    accountVerificationState: 'CLEARED',
    defaultKycRequired: 'NEVER',
    kycAttempts: 2,
    kycReasonCode: '18',
    kycReviewHours: 24,
    pinAttempts: 3,
    pinRevealStatus: 200,
    oneTimeTokenMinutes: 5,
    walletProvisionedAfterSeconds: 5,
    walletReinstatedType: 'state.activated',
    cardActionEvent: 'cardaction',
    traceIdRepeats: false,
    givenUpSwitchesOff: false,
    resendTellsCurrent: true,
    cardOrderedAfterDays: 0.01,
    cardShippedAfterDays: 2,
    cardDeliveredAfterDays: 5,
    expeditedShare: 0.5,
  },
};

export type PartialSettings = Partial<Omit<Settings, 'unconfirmed'>> & { readonly unconfirmed?: Partial<UnconfirmedChoices> };

export function withDefaults(given: PartialSettings): Settings {
  return { ...DEFAULT_SETTINGS, ...given, unconfirmed: { ...DEFAULT_SETTINGS.unconfirmed, ...given.unconfirmed } };
}

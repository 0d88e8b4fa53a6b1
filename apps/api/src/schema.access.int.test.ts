import { randomUUID } from 'node:crypto';
import { getNamedType, isInputObjectType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from './access/viewer.ts';
import { buildContract } from './schema.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from './testing/graphql-harness.ts';
import { asking, told } from './testing/money-harness.ts';

/**
 * Who sees and does what, through the schema. Bruno's things are asked for by seven people: Ana (admin), Marta (manages his
 * team), Rui (accountant), Bruno himself, Carol (employee of another team), an operator, and nobody. A field that stands in
 * none of the tables fails the last test.
 */
const ASKING = ['ana', 'marta', 'rui', 'bruno', 'carol', 'operator', 'nobody'] as const;
/** s: shown, possibly as an empty list. n: null, or an empty list in place of what there is. r: refused. u: sign in first. */
type Letters = string;

const CARD = 'card(id: $card)';
const PURCHASE = 'transaction(id: $purchase)';
/** Another purchase of Bruno's, cleared and not disputed. */
const CLEARED = 'transaction(id: $cleared)';
const DECLINED = 'transaction(id: $declined)';

/** Query fields, and how they are asked for. */
const QUERIES: Readonly<Record<string, readonly [ask: string, outcomes: Letters]>> = {
  viewer: ['viewer { id }', 'ssssssn'],
  company: ['company { id }', 'sssssnu'],
  feedCursor: ['feedCursor', 'sssssru'],
  spendOverview: ['spendOverview { today }', 'sssssru'],
  people: ['people(filter: { search: "Bruno" }) { edges { node { id } } }', 'ssssnru'],
  person: ['person(id: $bruno) { id }', 'ssssnru'],
  invitations: ['invitations { id }', 'srrrrru'],
  teams: ['teams { id }', 'sssssru'],
  cardPrograms: ['cardPrograms { id }', 'sssssru'],
  cards: ['cards(filter: { holderId: $bruno }) { edges { node { id } } }', 'ssssnru'],
  card: [`${CARD} { id }`, 'ssssnru'],
  willItWork: ['willItWork(input: { cardId: $card, amountMinor: "100" }) { answer }', 'ssrsrru'],
  replayControl: [
    'replayControl(control: { idempotencyKey: "", scope: CARD, subjectId: $card, controlType: AMOUNT_LIMIT, window: DAY, amountMinor: "1" }, days: 1) { decisions }',
    'ssrrrru',
  ],
  merchantCategories: ['merchantCategories { name }', 'ssssssu'],
  channels: ['channels { name }', 'ssssssu'],
  spendingControls: ['spendingControls(scope: CARD, subjectId: $card) { id }', 'ssssnru'],
  transactions: ['transactions(filter: { holderId: $bruno }) { edges { node { id } } }', 'ssssnru'],
  transaction: [`${PURCHASE} { id }`, 'ssssnru'],
  disputes: ['disputes(filter: { holderId: $bruno }) { edges { node { id } } }', 'ssssnru'],
  dispute: ['dispute(id: $dispute) { id }', 'ssssnru'],
  emergencyStops: ['emergencyStops { id }', 'srsrrru'],
  orphanHolds: ['orphanHolds { edges { node { id } } }', 'srrrrru'],
  budgets: ['budgets(month: "2026-03") { id }', 'snsnnru'],
  ledgerChecks: ['ledgerChecks { code }', 'srsrrsu'],
  fundMovements: ['fundMovements { edges { node { id } } }', 'srsrrru'],
  fundMovement: ['fundMovement(id: $movement) { id }', 'srsrrru'],
  fundSettings: ['fundSettings { id }', 'srsrrru'],
  accountMakeup: ['accountMakeup(of: { currency: "EUR", account: AVAILABLE }) { closing { minor } }', 'srsrrru'],
  accountEntries: ['accountEntries(of: { currency: "EUR", account: AVAILABLE }) { edges { node { id } } }', 'srsrrru'],
  fundQueue: ['fundQueue { id }', 'rrrrrsu'],
  reconciliation: ['reconciliation { passes { pass } }', 'srsrrsu'],
  reconciliationDifferences: ['reconciliationDifferences { edges { node { id } } }', 'srsrrru'],
  settlementDays: ['settlementDays { day }', 'srsrrru'],
  standIn: ['standIn { modes { token } }', 'rrrrrsu'],
  notifications: ['notifications { edges { node { id } } }', 'nnnnnru'],
  installation: ['installation { version }', 'nnnnnsu'],
  myVerification: ['myVerification { id }', 'sssssru'],
  myVerificationDetails: ['myVerificationDetails { phone }', 'nnnnnru'],
  personVerification: ['personVerification(personId: $bruno) { id }', 'snnsnru'],
  companyVerification: ['companyVerification { id }', 'srrrrru'],
  companyVerificationDetails: ['companyVerificationDetails { phone }', 'nrrrrru'],
  verificationQueue: ['verificationQueue { companyId }', 'rrrrrnu'],
  deadLetters: ['deadLetters { edges { node { id } } }', 'rrrrrsu'],
  deadLetter: ['deadLetter(id: $letter) { id }', 'rrrrrsu'],
  deadLetterKinds: ['deadLetterKinds { envelope }', 'rrrrrsu'],
  webhookHealth: ['webhookHealth { pending }', 'nnnnnsu'],
};

const ADDRESS = { line1: 'Rua do Carmo 1', city: 'Lisboa', postalCode: '1200-093', country: 'PT' };

/** Mutation fields on Bruno's things. s: past the access check, whatever comes of it. r: refused by it. */
const MUTATIONS: Readonly<Record<string, readonly [input: object, outcomes: Letters]>> = {
  issueCard: [{ holderId: '$bruno', programId: '$program', name: 'New' }, 'srrrrru'],
  freezeCard: [{ cardId: '$card' }, 'ssrsrru'],
  unfreezeCard: [{ cardId: '$card' }, 'ssrsrru'],
  activateCard: [{ cardId: '$card' }, 'srrsrru'],
  terminateCard: [{ cardId: '$card' }, 'srrrrru'],
  askIssuerAgain: [{ cardId: '$card' }, 'srrrrru'],
  replaceCard: [{ cardId: '$card', reason: 'LOST' }, 'ssrsrru'],
  revealCard: [{ cardId: '$card' }, 'rrrsrru'],
  openPinFrame: [{ cardId: '$card' }, 'rrrsrru'],
  provisionApplePay: [
    { cardId: '$card', deviceType: 'MOBILE_PHONE', appVersion: '1', certificates: ['c'], nonce: 'n', nonceSignature: 's' },
    'rrrsrru',
  ],
  provisionGooglePay: [{ cardId: '$card', deviceType: 'MOBILE_PHONE', appVersion: '1', deviceId: 'd', walletAccountId: 'w' }, 'rrrsrru'],
  moveWalletToken: [{ walletTokenId: '$wallet', to: 'SUSPENDED' }, 'ssrsrru'],
  setSpendingControl: [{ scope: 'CARD', subjectId: '$card', controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '1' }, 'ssrrrru'],
  removeSpendingControl: [{ id: '$control' }, 'ssrrrru'],
  stopSpending: [{ scope: 'CARD', subjectId: '$card', reason: 'Of a test' }, 'srrrrru'],
  liftEmergencyStop: [{ id: '$stop', reason: 'Of a test' }, 'srrrrru'],
  setCompanyClock: [{ timeZone: 'Europe/Madrid', weekStartsOn: 7, fiscalYearStartsOn: '04-06' }, 'srrrrru'],
  relinkRefund: [{ refundId: '$cleared' }, 'srsrrru'],
  grantException: [{ scope: 'CARD', subjectId: '$card', amountMinor: '1', minutes: 1, uses: 1, reason: 'Of a test' }, 'ssrrrru'],
  revokeException: [{ id: '$exception' }, 'ssrrrru'],
  openDispute: [{ transactionId: '$purchase', reason: 'FRAUD_TRANSACTION', statement: 'Not me.' }, 'srrsrru'],
  decideDispute: [{ disputeId: '$dispute', decision: 'ACCEPT' }, 'srrrrru'],
  announceTopUp: [{ amountMinor: '1', currency: 'EUR', reference: 'Of a test' }, 'srrrrru'],
  requestWithdrawal: [{ amountMinor: '1', currency: 'EUR', reference: 'Of a test' }, 'srrrrru'],
  cancelFunds: [{ movementId: '$movement' }, 'srrrrru'],
  setFunds: [{ currency: 'EUR', lowBelowMinor: '1' }, 'srrrrru'],
  settleFunds: [{ companyId: '$company', movementId: '$movement', action: 'RETURN', reason: 'Of a test' }, 'rrrrrsu'],
  answerApproval: [{ approvalId: '$approval', answer: 'DECLINED' }, 'srrrrru'],
  withdrawApproval: [{ approvalId: '$approval' }, 'rsrrrru'],
  setBudget: [{ month: '2026-03', amountMinor: '1' }, 'srrrrru'],
  markNotificationsRead: [{}, 'sssssru'],
  invitePerson: [{ firstName: 'Nuno', lastName: 'Reis', email: 'nuno@of-a-test.example', role: 'EMPLOYEE' }, 'srrrrru'],
  resendInvitation: [{ invitationId: '$invitation' }, 'srrrrru'],
  withdrawInvitation: [{ invitationId: '$invitation' }, 'srrrrru'],
  endSession: [{ sessionId: '$session' }, 'rrrsrru'],
  endOtherSessions: [{}, 'ssssssu'],
  beginSecondFactor: [{}, 'ssssssu'],
  confirmSecondFactor: [{ code: '000000' }, 'ssssssu'],
  renewRecoveryCodes: [{ code: '000000' }, 'ssssssu'],
  endSecondFactor: [{}, 'ssssssu'],
  acceptTerms: [{ terms: 'COMPANY', version: '2026-11-25' }, 'srrrrru'],
  submitMyVerification: [
    { birthDate: '1990-12-31', phone: '+351912345678', address: ADDRESS, identityNumberType: 'NIN', identityNumber: '123456789' },
    'sssssru',
  ],
  submitCompanyVerification: [
    {
      ...{ legalName: 'Harborline', incorporationType: 'LLC', establishedOn: '2015-05-04', phone: '+351210000000', address: ADDRESS },
      ...{ taxNumber: '123456789', owners: [] },
    },
    'srrrrru',
  ],
  vouchForHolder: [{ companyId: '$company', personId: '$bruno', reason: 'Of a test' }, 'rrrrrsu'],
  replayDeadLetters: [{ ids: ['$letter'] }, 'rrrrrsu'],
  dismissDeadLetters: [{ ids: ['$letter'], reason: 'Of a test' }, 'rrrrrsu'],
  restoreDeadLetters: [{ ids: ['$letter'] }, 'rrrrrsu'],
  openDeadLetter: [{ id: '$letter', reason: 'Of a test' }, 'rrrrrsu'],
};

/** Fields that not all see who see what they are of. */
const GATED: Readonly<Record<string, readonly [ask: string, outcomes: Letters]>> = {
  'Company.balances': ['company { balances { currency } }', 'snsnnnu'],
  'Person.email': ['person(id: $bruno) { email }', 'ssssnru'],
  'Person.spentThisMonth': ['person(id: $bruno) { spentThisMonth { minor } }', 'ssssnru'],
  'Person.cards': ['person(id: $bruno) { cards { id } }', 'ssssnru'],
  'Card.controls': [`${CARD} { controls { id } }`, 'ssssnru'],
  'Card.exceptions': [`${CARD} { exceptions { id } }`, 'ssssnru'],
  'Decision.smallestFix': [`${DECLINED} { decision { smallestFix { byException } } }`, 'ssnnnru'],
  'Card.limits': [`${CARD} { limits { window } }`, 'ssssnru'],
  'LimitStatus.used': [`${CARD} { limits { used { minor } } }`, 'ssssnru'],
  'LimitStatus.left': [`${CARD} { limits { left { minor } } }`, 'ssssnru'],
  'Card.actions': [`${CARD} { actions }`, 'ssnsnru'],
  'Card.accesses': [`${CARD} { accesses }`, 'nnnsnru'],
  'WalletToken.moves': [`${CARD} { walletTokens { moves } }`, 'ssnsnru'],
  'Card.replaceableFor': [`${CARD} { replaceableFor }`, 'ssnsnru'],
  'Card.recentTransactions': [`${CARD} { recentTransactions { id } }`, 'ssssnru'],
  'Transaction.ledgerTransfers': [`${PURCHASE} { ledgerTransfers { id } }`, 'snsnnru'],
  'Transaction.dispute': [`${PURCHASE} { dispute { id } }`, 'ssssnru'],
  'Transaction.disputable': [`${CLEARED} { disputable { minor } }`, 'snnsnru'],
  'Card.emergencyStop': [`${CARD} { emergencyStop { id } }`, 'ssssnru'],
  'CardProgram.emergencyStop': ['cardPrograms { emergencyStop { id } }', 'sssssru'],
  'Company.emergencyStop': ['company { emergencyStop { id } }', 'sssssnu'],
  'EmergencyStop.reason': [`${CARD} { emergencyStop { reason } }`, 'snsnnru'],
  'EmergencyStop.stoppedBy': [`${CARD} { emergencyStop { stoppedBy } }`, 'snsnnru'],
  'Transaction.refundCandidates': ['transaction(id: $refund) { refundCandidates { remaining { minor } } }', 'snsnnru'],
  'Dispute.decisions': ['dispute(id: $dispute) { decisions }', 'snnnnru'],
  'Decision.verdicts': [`${PURCHASE} { decision { verdicts { rule } } }`, 'sssnnru'],
  'Decision.elapsedMs': [`${PURCHASE} { decision { elapsedMs } }`, 'snnnnru'],
  'Decision.timing': [`${PURCHASE} { decision { timing { batchSize } } }`, 'snnnnru'],
  'Decision.inputs': [`${PURCHASE} { decision { inputs { method } } }`, 'sssnnru'],
  'SpendOverview.available': ['spendOverview { available { minor } }', 'snsnnru'],
  'SpendOverview.byTeam': ['spendOverview { byTeam { spent { minor } } }', 'sssnnru'],
  'SpendOverview.budgetThisMonth': ['spendOverview { budgetThisMonth { minor } }', 'snsnnru'],
  'FundMovement.actions': ['fundMovement(id: $movement) { actions }', 'srnrrru'],
  'LedgerCheck.difference': ['ledgerChecks { difference { minor } }', 'srsrrnu'],
  'Viewer.person': ['viewer { person { id } }', 'sssssnn'],
};

/** Everything else of a type: whoever sees the object sees it. */
const OPEN: Readonly<Record<string, string>> = {
  ApplePayPass: 'activationData encryptedPassData ephemeralPublicKey',
  AccountEntry: 'amount at balance cause fundMovement id kind otherAccount transaction',
  AccountKindSum: 'amount kind transfers',
  AccountMakeup: 'closing opening sums',
  Approval: 'decidedAt decidedByName id isOwn reason requestedAt requestedByName status version',
  Balance: 'available currency disputed fees held inTransit owed reserved spent',
  Budget: 'amount id month spent team version',
  Card: 'cardType color createdAt expiresAt fulfillmentStatus history holder id issuerRefusal issuerStatus lastFour name program replacedBy replacementReason replaces spentThisMonth status version waitingForIssuer walletTokens',
  ChannelName: 'channel name',
  ControlReplay: 'approved declined decisions from missing subscriptionsAbove until watched',
  ForeseenVerdict: 'left leftCount missing renewsAt rule sentence verdict',
  MerchantCategoryName: 'category name',
  Preflight: 'answer sentence verdicts',
  ReplayExample: 'amount answered at holderName id instead merchantName transactionId',
  ReplayGroup: 'amounts count examples merchants people',
  ReplayMissing: 'decisions input',
  CardReveal: 'clientAccessToken scriptUrl',
  CardEvent: 'actorName at id kind reason sentence',
  CardProgram: 'cardCount cardType color currency id name',
  BeneficialOwner: 'birthDate firstName home lastName',
  Company: 'clockVersion createdAt currency fiscalYearStartsOn holderStatus id name timeZone weekStartsOn',
  DaySpend: 'day spent',
  ControlChange: 'amount controlId count rule scope value',
  ControlException: 'amount createdAt endedAt expiresAt grantedBy id merchant merchantName reason scope subjectId usedCount uses',
  ControlMirror: 'checkedAt differedAt reason refusal state timesDiffered',
  DeadLetter:
    'actions attempts decidedAt decidedByName deeds envelope failedAt firstFailedAt flag id message problem reason receivedAt saidAt settledAt source state token traceId type',
  DeadLetterDeed: 'actorName at command id reason',
  DeadLetterKind: 'all envelope open type',
  Decision: 'amount decidedAt id outcome reason sentence',
  DecisionInputs: 'amount controlsVersion countedAt mcc method mid timeZone',
  DecisionTiming: 'answeredAt batchSize committedAt decideMs gatherMs leftMs recordMs waitedMs',
  Dispute:
    'amount credited deadline evidence history id isOver issuerRefusal openedAt openedBy reason state stateAt statement takesEvidence transaction version waitingForIssuer',
  DisputeDeadline: 'at waitsFor',
  DisputeEvidence: 'addedAt addedBy contentType id name sizeBytes',
  // Who may see a row of the feed is tested with the feed.
  FeedItem: 'at card cursor event kind transaction',
  FundLoosening: 'fourEyesAbove',
  FundMovement: 'amount approval history id kind reference requestedAt requestedByName state stateAt version',
  FundMovementEvent: 'at byName id reason state',
  FundSetting: 'approval currency fourEyesAbove id loosening lowBelow lowSince version',
  GooglePayPass: 'displayName lastDigits network opaquePaymentCard tokenServiceProvider',
  LedgerCheck: 'broken brokenSince checkedAt checkedWholeAt code currency holds sentence',
  EmergencyStop: 'id liftReason liftedAt liftedBy scope stoppedAt subjectId subjectName',
  HoldEvent: 'at code id sentence',
  Invitation: 'email expiresAt firstName id invitedByName isExpired lastName role sentAt team',
  Installation: 'companies inboxPending inboxSetAside issuerReachable jobsFailed jobsPending unconfirmedApprovals unconfirmedSince version',
  LedgerTransfer: 'amount at creditAccount debitAccount id kind',
  // Numbers of purchases are seen by whoever sees `used` and `left`.
  LimitStatus: 'control leftCount limit limitCount renewsAt timeZone usedCount window windowStart',
  Merchant: 'category city country mcc name',
  MerchantMatch: 'by value',
  MerchantSpend: 'name purchases spent',
  Money: 'currency formatted minor',
  NetworkFee: 'amount isCredit kind name',
  Notification: 'body createdAt href id kind readAt title',
  OpenedDeadLetter: 'id message',
  CompanyDetails: 'address establishedOn incorporationType legalName owners phone',
  HolderVerification: 'attemptsLeft id mayHoldCards status step terms verifications',
  PersonDetails: 'address birthDate phone',
  PostalAddress: 'city country line1 line2 postalCode region',
  QueuedFunds: 'actions amount companyId companyName id kind reference state stateAt version',
  QueuedVerification: 'attemptsLeft companyId companyName mayVouch needsDocument personId personName status verification',
  Terms: 'accepted text version',
  Verification: 'codes id isManual settledAt state submittedAt submittedByName',
  VerificationCode: 'code message',
  OrphanHold:
    'amount answeredAt askedAt asks cause changedAt committedAt decidedAt events id lastAskedAt nextAskAt openedAt sentence state transaction word wordAt',
  CommandoMode: 'enabled reason seenAt token',
  CommandoTransition: 'at channel enabled reason token username',
  Reconciliation: 'counts passes',
  ReconciliationCount: 'healed open what',
  ReconciliationDifference: 'foundAt healedAt id ours oursState saidAt settledOn theirs theirsState token transaction type what',
  ReconciliationPass: 'finishedAt from pass reachedAt startedAt',
  SettlementDay: 'comparedAt day messages ours theirs',
  StandIn: 'modes transitions',
  PageInfo: 'endCursor hasNextPage hasPreviousPage startCursor',
  PinFrame: 'url',
  Person: 'createdAt displayName firstName holderStatus id lastName role status teams',
  RefundCandidate: 'purchase remaining',
  RefundLink: 'confidence decidedAt decidedBy id purchase refund',
  SpendOverview: 'byDay declinesToday held purchasesToday spentThisMonth spentToday today topMerchants',
  SmallestFix: 'amount byException changes merchant missing',
  // Whose charges are seen is tested with running-subscriptions.
  RunningSubscription: 'amount card chargedAt merchantName transactionId',
  SpendingControl:
    'amount atCap buffer categories channels controlType count countries currencies firstDate from id idleDays isActive lastDate mccs merchants mirror mode rollingDays scope sentence subjectId subjectName subscriptionsAbove timeZone to updatedAt version weekdays window',
  Subscription: 'spendFeed',
  Team: 'id managers memberCount name',
  TeamSpend: 'budget spent team',
  TimelineEntry: 'amount at decision id kind sentence',
  Transaction:
    'amount authorizationCode card cleared conversionRate decision declineSentence held heldUntil holder id kind merchant networkFees originalAmount refundOf refunded refunds requestedAmount status timeline transactedAt unconfirmed',
  WalletToken: 'changedAt deviceName deviceType id state waitingForIssuer wallet',
  Verdict:
    'controlId controlVersion countAfter countBefore counterAfter counterBefore limit limitCount outcome primary reason rollingDays rule scope sentence timeZone window windowEnd windowStart',
  RecoveryCodes: 'codes',
  SecondFactor: 'confirmedAt recoveryCodesLeft',
  SecondFactorEnrolment: 'secret uri',
  Session: 'app browser createdAt id ip isThis system usedAt',
  Viewer: 'displayName email id openDeadLetters permissions role secondFactor sessions unreadNotifications',
  WebhookHealth:
    'applyLagP50Ms applyLagP95Ms deliveryLagP50Ms deliveryLagP95Ms flagged lastReceivedAt lastType oldestPendingAt pending refusals',
  WebhookRefusals: 'code count lastAt',
};

let harness: GraphQLHarness;
let scene: Scene;
let ids: Record<string, string>;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
  scene = await harness.prepare();
  await harness.marqeta.ask(asking(scene.brunos, { amount: 5, currency: 'EUR' }));
  await harness.admin.query(
    `INSERT INTO ledger_checks (company_id, code, currency, holds, difference_minor, checked_at) VALUES ($1, 'TRANSFERS_BALANCE', 'EUR', false, 5, now())`,
    [scene.companyId],
  );
  await harness.admin.query(`INSERT INTO ledger_check_runs (kind, started_at, finished_at, companies) VALUES ('RECENT', now(), now(), 1)`);
  const set = { month: '2026-03', amountMinor: '5', idempotencyKey: 'b', teamId: null };
  await harness.admin.query(
    `WITH run AS (INSERT INTO reconciliation_runs (id, pass, from_at, to_at, reached_at, started_at) VALUES (gen_random_uuid(), 'RECENT', now(), now(), now(), now()) RETURNING id),
          mode AS (INSERT INTO commando_modes (token, enabled, seen_at) VALUES ('commando', true, now())),
          day AS (INSERT INTO settlement_days (company_id, settled_on, currency, messages, theirs_minor, ours_minor, run_id, compared_at)
                  SELECT $1, current_date, 'EUR', 1, 5, 5, id, now() FROM run)
     INSERT INTO reconciliation_differences (id, company_id, run_id, what, token, type, said_at, found_at)
     SELECT gen_random_uuid(), $1, id, 'MISSED', 'missed', 'refund', now(), now() FROM run`,
    [scene.companyId],
  );
  const budget = await harness.ask(scene.as.ana, 'mutation ($input: SetBudgetInput!) { setBudget(input: $input) { id } }', { input: set });
  if (budget.errors.length > 0) throw new Error('the budget was not set');
  const { rows } = await harness.admin.query(`SELECT id FROM transactions WHERE company_id = $1`, [scene.companyId]);
  const cleared = randomUUID();
  await harness.marqeta.deliver(
    told(scene.brunos, 'webhook.authorization.clearing.force-capture', { currency_code: 'EUR', token: cleared }),
  );
  const [another] = (await harness.admin.query(`SELECT transaction_id FROM transaction_events WHERE token = $1`, [cleared])).rows;
  const refunded = randomUUID();
  await harness.marqeta.deliver(told(scene.brunos, 'webhook.refund', { currency_code: 'EUR', token: refunded }));
  const { rows: refunds } = await harness.admin.query(`SELECT transaction_id FROM transaction_events WHERE token = $1`, [refunded]);
  const dispute = await harness.admin.query(
    `INSERT INTO disputes (company_id, id, transaction_id, user_id, team_ids, clearing_token, currency, amount_minor, reason, statement, state, state_at,
       opened_by, opened_at, updated_at)
     SELECT company_id, gen_random_uuid(), id, user_id, team_ids, 'clearing', 'EUR', 500, 'FRAUD_TRANSACTION', 'Not me.', 'REPRESENTMENT', now(), user_id, now(), now()
       FROM transactions WHERE id = $1 RETURNING id`,
    [rows[0].id],
  );
  await harness.marqeta.deliver({ moonphasetransitions: [{ token: 'moon', type: 'phase.full' }] });
  const phone = { token: 'phone', card_token: scene.brunos.token, device: { name: 'Phone', type: 'MOBILE_PHONE' } };
  await harness.marqeta.deliver({
    digitalwallettokentransitions: [
      { token: 'added', type: 'state.activated', state: 'ACTIVE', created_time: '2026-03-02T09:15:00Z', digital_wallet_token: phone },
    ],
  });
  await harness.admin.query(
    `INSERT INTO orphan_holds (company_id, authorization_id, transaction_id, state, cause, opened_at, changed_at)
     SELECT company_id, id, transaction_id, 'CONFIRMED', 'HOLD_CONFIRMED', decided_at, decided_at FROM authorizations WHERE transaction_id = $1`,
    [rows[0].id],
  );
  // The company, its program and Bruno's card are stopped.
  const stops = await harness.admin.query(
    `INSERT INTO emergency_stops (company_id, id, scope, subject_id, reason, stopped_by, stopped_at)
     SELECT $1::uuid, gen_random_uuid(), scope, subject, 'Of a test', 'Ana', now() FROM (VALUES ('COMPANY', $1::uuid), ('CARD_PROGRAM', $2::uuid), ('CARD', $3::uuid)) AS s (scope, subject)
     RETURNING id`,
    [scene.companyId, scene.programId, scene.brunosCard],
  );
  const tooMuch = randomUUID();
  await harness.marqeta.ask(asking(scene.brunos, { token: tooMuch, amount: 9_999_999, currency: 'EUR' }));
  const [declined] = (await harness.admin.query(`SELECT transaction_id FROM authorizations WHERE transaction_token = $1`, [tooMuch])).rows;
  const exception = {
    idempotencyKey: 'exception',
    scope: 'CARD',
    subjectId: scene.brunosCard,
    amountMinor: '1',
    minutes: 60,
    uses: 1,
  } as const;
  const { exceptionId } = await harness.exceptions.grant(scene.company.system, { ...exception, reason: 'Of a test' });
  const wallets = await harness.admin.query(`SELECT id FROM wallet_tokens`);
  const letters = await harness.admin.query(`SELECT id FROM dead_letters`);
  const asked = { idempotencyKey: 'in transit', amount: { minor: 500n, currency: 'EUR' }, reference: 'Of a test' };
  const { movementId } = await harness.funds.announceTopUp(scene.company.system, asked);
  // Asked by Marta when she was an admin, so that Ana may answer it and Marta take it back.
  const approval = await harness.admin.query(
    `INSERT INTO approvals (company_id, id, command, input, subject_type, subject_id, requested_by, created_at)
     VALUES ($1, gen_random_uuid(), 'funds.loosenFourEyes', '{"currency":"EUR","fromMinor":"1","toMinor":null}', 'fund_setting', 'EUR', $2, now()) RETURNING id`,
    [scene.companyId, scene.as.marta.userId],
  );
  const session = await harness.admin.query(
    `INSERT INTO sessions (id, identity_id, app, rotated_at, created_at, expires_at) VALUES (gen_random_uuid(), $1, 'portal', $2, $2, '2099-01-01') RETURNING id`,
    [scene.as.bruno.identityId, harness.clock.now()],
  );
  const invited = {
    idempotencyKey: 'invited',
    firstName: 'Olga',
    lastName: 'Reis',
    email: 'olga@of-a-test.example',
    role: 'EMPLOYEE',
  } as const;
  const { invitationId } = await harness.invitations.invite(scene.company.system, invited);
  ids = {
    invitation: invitationId,
    session: session.rows[0].id,
    movement: movementId,
    approval: approval.rows[0].id,
    company: scene.companyId,
    letter: letters.rows[0].id,
    bruno: scene.as.bruno.userId,
    card: scene.brunosCard,
    wallet: wallets.rows[0].id,
    stop: stops.rows[0].id,
    program: scene.programId,
    purchase: rows[0].id,
    cleared: another.transaction_id,
    refund: refunds[0].transaction_id,
    declined: declined.transaction_id,
    exception: exceptionId,
    dispute: dispute.rows[0].id,
  };
  await addControl('MONTH');
});
afterAll(() => harness.close());

async function addControl(window: 'WEEK' | 'MONTH'): Promise<void> {
  keys += 1;
  const limit = { controlType: 'AMOUNT_LIMIT', amountMinor: '90000', scope: 'CARD', subjectId: scene.brunosCard } as const;
  const { controlId } = await harness.controls.set(scene.company.system, { ...limit, window, idempotencyKey: `control ${keys}` });
  ids['control'] = controlId;
}

function viewerOf(name: (typeof ASKING)[number]): Viewer | null {
  if (name === 'nobody') return null;
  if (name !== 'operator') return scene.as[name];
  return { ...scene.as.ana, companyId: null, userId: null, role: 'OPERATOR', identityId: randomUUID(), sessionId: randomUUID() };
}

/** The letter of an answer: what is at the end of the path that was asked for. */
function letterOf({ data, errors }: Awaited<ReturnType<GraphQLHarness['ask']>>): string {
  const code = errors[0]?.extensions?.['code'];
  if (code === 'UNAUTHENTICATED') return 'u';
  if (code === 'FORBIDDEN' || code === 'NOT_FOUND') return 'r';
  if (code !== undefined) throw new Error(`refused otherwise: ${errors[0]?.message}`);
  let at: unknown = data;
  while (typeof at === 'object' && at !== null) at = Array.isArray(at) ? (at.length === 0 ? null : at[0]) : Object.values(at)[0];
  return at === null || at === undefined ? 'n' : 's';
}

function text(ask: string): string {
  const used = Object.keys(ids).filter((name) => ask.includes(`$${name}`));
  return used.length === 0 ? `{ ${ask} }` : `query (${used.map((name) => `$${name}: ID!`).join(' ')}) { ${ask} }`;
}

const cells = (table: Readonly<Record<string, readonly [unknown, Letters]>>) =>
  Object.entries(table).flatMap(([field, [, letters]]) => ASKING.map((name, index) => [field, name, letters[index] ?? '?'] as const));

describe.each([
  ['query', QUERIES],
  ['field', GATED],
] as const)('a %s', (_what, table) => {
  test.each(cells(table))('%s asked for by %s: %s', async (field, name, expected) => {
    const [ask] = table[field] ?? [''];

    const answer = await harness.ask(viewerOf(name), text(ask), ids);

    expect(letterOf(answer)).toBe(expected);
  });
});

describe('a mutation', () => {
  // Those who may come last, so that what they change refuses nobody before them.
  test.each(cells(MUTATIONS).sort(([, , one], [, , other]) => Number(one === 's') - Number(other === 's')))(
    '%s by %s: %s',
    async (field, name, expected) => {
      keys += 1;
      // Each who may remove it finds one there.
      if (field === 'removeSpendingControl' && expected === 's') await addControl('WEEK');
      const [given] = MUTATIONS[field] ?? [{}];
      const asked = JSON.parse(JSON.stringify(given).replace(/\$(\w+)/g, (_all, id: string) => ids[id] ?? '')) as object;
      const mutation = buildContract().getMutationType()?.getFields()[field];
      const type = getNamedType(mutation?.args[0]?.type);
      const selection = isObjectType(getNamedType(mutation?.type)) ? ' { __typename }' : '';
      // What gives out a token that is good once has nothing to repeat.
      const repeatable = isInputObjectType(type) && 'idempotencyKey' in type.getFields();

      const { errors } = await harness.ask(
        viewerOf(name),
        `mutation ($input: ${type?.name ?? ''}!) { ${field}(input: $input)${selection} }`,
        {
          input: repeatable ? { idempotencyKey: `key ${keys}`, ...asked } : asked,
        },
      );

      const code = errors[0]?.extensions?.['code'];
      const letter = code === 'UNAUTHENTICATED' ? 'u' : code === 'FORBIDDEN' || code === 'NOT_FOUND' ? 'r' : 's';
      expect([letter, errors[0]?.message]).toEqual([expected, errors[0]?.message]);
    },
  );
});

test('every field of the schema stands in a table, and no table has a field that is not there', () => {
  const types = Object.values(buildContract().getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
  const inSchema = types
    .filter(({ name }) => !/(Connection|Edge)$/.test(name))
    .flatMap((type) => (isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : []));
  const inTables = [
    ...Object.keys(QUERIES).map((field) => `Query.${field}`),
    ...Object.keys(MUTATIONS).map((field) => `Mutation.${field}`),
    ...Object.keys(GATED),
    ...Object.entries(OPEN).flatMap(([type, fields]) => fields.split(' ').map((field) => `${type}.${field}`)),
  ];

  expect(inTables.sort()).toEqual(inSchema.sort());
});

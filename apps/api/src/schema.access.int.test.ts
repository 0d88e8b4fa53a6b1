import { randomUUID } from 'node:crypto';
import { getNamedType, isInputObjectType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scope, SCOPE_NAMES } from './access/scopes.ts';
import type { Viewer } from './access/viewer.ts';
import { buildContract } from './schema.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from './testing/graphql-harness.ts';
import { asking, told } from './testing/money-harness.ts';

/**
 * Who sees and does what, through the schema. Bruno's things are asked for by Ana (admin), Marta (manages his team), Rui
 * (accountant), Bruno himself, Carol (employee of another team), an operator, nobody, and two service accounts: one with every scope, one
 * with none. A field that stands in none of the tables fails the last test.
 */
const ASKING = ['ana', 'marta', 'rui', 'bruno', 'carol', 'operator', 'nobody', 'everyScope', 'noScope'] as const;
/** s: shown, possibly as an empty list. n: null, or an empty list in place of what there is. r: refused. u: sign in first. */
type Letters = string;

const CARD = 'card(id: $card)';
const PURCHASE = 'transaction(id: $purchase)';
/** Another purchase of Bruno's, cleared and not disputed. */
const CLEARED = 'transaction(id: $cleared)';
const DECLINED = 'transaction(id: $declined)';

/** Query fields, and how they are asked for. */
const QUERIES: Readonly<Record<string, readonly [ask: string, outcomes: Letters]>> = {
  viewer: ['viewer { id }', 'ssssssnss'],
  company: ['company { id }', 'sssssnuss'],
  feedCursor: ['feedCursor', 'sssssruss'],
  spendOverview: ['spendOverview { today }', 'sssssruss'],
  spendReport: ['spendReport(by: PERSON, period: MONTH) { startsOn }', 'sssssruss'],
  people: ['people(filter: { search: "Bruno" }) { edges { node { id } } }', 'ssssnrusn'],
  person: ['person(id: $bruno) { id }', 'ssssnrusn'],
  teams: ['teams { id }', 'sssssrusn'],
  cardPrograms: ['cardPrograms { id }', 'sssssrusn'],
  cards: ['cards(filter: { holderId: $bruno }) { edges { node { id } } }', 'ssssnrusn'],
  card: [`${CARD} { id }`, 'ssssnrusn'],
  willItWork: ['willItWork(input: { cardId: $card, amountMinor: "100" }) { answer }', 'ssrsrrusr'],
  invitations: ['invitations { id }', 'srrrrrurr'],
  retention: ['retention { kind }', 'srrrrrurr'],
  replayControl: [
    'replayControl(control: { idempotencyKey: "", scope: CARD, subjectId: $card, controlType: AMOUNT_LIMIT, window: DAY, amountMinor: "1" }, days: 1) { decisions }',
    'ssrrrrusr',
  ],
  merchantCategories: ['merchantCategories { name }', 'ssssssuss'],
  channels: ['channels { name }', 'ssssssuss'],
  spendingControls: ['spendingControls(scope: CARD, subjectId: $card) { id }', 'ssssnrusn'],
  transactions: ['transactions(filter: { holderId: $bruno }) { edges { node { id } } }', 'ssssnrusn'],
  transaction: [`${PURCHASE} { id }`, 'ssssnrusn'],
  disputes: ['disputes(filter: { holderId: $bruno }) { edges { node { id } } }', 'ssssnrusn'],
  dispute: ['dispute(id: $dispute) { id }', 'ssssnrusn'],
  riskCases: ['riskCases(filter: { personId: $bruno }) { edges { node { id } } }', 'ssnnnrunn'],
  riskCase: ['riskCase(id: $case) { id }', 'ssnnnrunn'],
  myRiskQuestions: ['myRiskQuestions { id }', 'nnnsnrunn'],
  riskSettings: ['riskSettings { id }', 'srrrrrurr'],
  sanctionsHits: ['sanctionsHits { edges { node { id } } }', 'srrrrsurr'],
  emergencyStops: ['emergencyStops { id }', 'srsrrrusr'],
  orphanHolds: ['orphanHolds { edges { node { id } } }', 'srrrrrusr'],
  budgets: ['budgets(month: "2026-03") { id }', 'snsnnrusn'],
  ledgerChecks: ['ledgerChecks { code }', 'srsrrsusr'],
  fundMovements: ['fundMovements { edges { node { id } } }', 'srsrrrusr'],
  fundMovement: ['fundMovement(id: $movement) { id }', 'srsrrrusr'],
  fundSettings: ['fundSettings { id }', 'srsrrrusr'],
  accountMakeup: ['accountMakeup(of: { currency: "EUR", account: AVAILABLE }) { closing { minor } }', 'srsrrrusr'],
  accountEntries: ['accountEntries(of: { currency: "EUR", account: AVAILABLE }) { edges { node { id } } }', 'srsrrrusr'],
  fundQueue: ['fundQueue { id }', 'rrrrrsurr'],
  reconciliation: ['reconciliation { passes { pass } }', 'srsrrsusr'],
  reconciliationDifferences: ['reconciliationDifferences { edges { node { id } } }', 'srsrrrusr'],
  settlementDays: ['settlementDays { day }', 'srsrrrusr'],
  standIn: ['standIn { modes { token } }', 'rrrrrsurr'],
  serviceAccounts: ['serviceAccounts { id }', 'srrrrrurr'],
  apiKeys: ['apiKeys { id }', 'srrrrrurr'],
  companySignIn: ['companySignIn { redirectUri }', 'srrrrrurr'],
  notifications: ['notifications { edges { node { id } } }', 'nnnnnrunn'],
  breakGlassReadings: ['breakGlassReadings { id }', 'srrrrsurr'],
  breakGlassCompanies: ['breakGlassCompanies(search: "Harborline") { id }', 'rrrrrsurr'],
  installation: ['installation { version }', 'nnnnnsunn'],
  myVerification: ['myVerification { id }', 'sssssrurr'],
  myVerificationDetails: ['myVerificationDetails { phone }', 'nnnnnrunn'],
  personVerification: ['personVerification(personId: $bruno) { id }', 'snnsnrunn'],
  companyVerification: ['companyVerification { id }', 'srrrrrurr'],
  companyVerificationDetails: ['companyVerificationDetails { phone }', 'nrrrrrurr'],
  verificationQueue: ['verificationQueue { companyId }', 'rrrrrnurr'],
  deadLetters: ['deadLetters { edges { node { id } } }', 'rrrrrsurr'],
  deadLetter: ['deadLetter(id: $letter) { id }', 'rrrrrsurr'],
  deadLetterKinds: ['deadLetterKinds { envelope }', 'rrrrrsurr'],
  webhookHealth: ['webhookHealth { pending }', 'nnnnnsunn'],
  auditLog: ['auditLog { edges { node { id } } }', 'srrrrsurr'],
  auditEvent: ['auditEvent(id: $deed) { id }', 'srrrrnurr'],
  auditChain: ['auditChain { number }', 'srrrrsurr'],
};

const ADDRESS = { line1: 'Rua do Carmo 1', city: 'Lisboa', postalCode: '1200-093', country: 'PT' };

/** Mutation fields on Bruno's things. s: past the access check, whatever comes of it. r: refused by it. */
const MUTATIONS: Readonly<Record<string, readonly [input: object, outcomes: Letters]>> = {
  issueCard: [{ holderId: '$bruno', programId: '$program', name: 'New' }, 'srrrrrusr'],
  issueCards: [{ holderIds: ['$bruno'], programId: '$program', name: 'New' }, 'srrrrrusr'],
  undoIssueBulk: [{ bulkId: '$card' }, 'rrrrrrurr'],
  freezeCard: [{ cardId: '$card' }, 'ssrsrrusr'],
  unfreezeCard: [{ cardId: '$card' }, 'ssrsrrusr'],
  activateCard: [{ cardId: '$card' }, 'srrsrrusr'],
  terminateCard: [{ cardId: '$card' }, 'srrrrrusr'],
  askIssuerAgain: [{ cardId: '$card' }, 'srrrrrusr'],
  changeCards: [{ cardIds: ['$card'], action: 'FREEZE' }, 'ssrsrrusr'],
  undoCardBulk: [{ bulkId: '$card' }, 'rrrrrrurr'],
  replaceCard: [{ cardId: '$card', reason: 'LOST' }, 'ssrsrrusr'],
  revealCard: [{ cardId: '$card' }, 'rrrsrrurr'],
  openPinFrame: [{ cardId: '$card' }, 'rrrsrrurr'],
  provisionApplePay: [
    { cardId: '$card', deviceType: 'MOBILE_PHONE', appVersion: '1', certificates: ['c'], nonce: 'n', nonceSignature: 's' },
    'rrrsrrurr',
  ],
  provisionGooglePay: [{ cardId: '$card', deviceType: 'MOBILE_PHONE', appVersion: '1', deviceId: 'd', walletAccountId: 'w' }, 'rrrsrrurr'],
  moveWalletToken: [{ walletTokenId: '$wallet', to: 'SUSPENDED' }, 'ssrsrrusr'],
  setSpendingControl: [{ scope: 'CARD', subjectId: '$card', controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '1' }, 'ssrrrrusr'],
  removeSpendingControl: [{ id: '$control' }, 'ssrrrrusr'],
  stopSpending: [{ scope: 'CARD', subjectId: '$card', reason: 'Of a test' }, 'srrrrrurr'],
  liftEmergencyStop: [{ id: '$stop', reason: 'Of a test' }, 'srrrrrurr'],
  setCompanyClock: [{ timeZone: 'Europe/Madrid', weekStartsOn: 7, fiscalYearStartsOn: '04-06' }, 'srrrrrurr'],
  relinkRefund: [{ refundId: '$cleared' }, 'srsrrrurr'],
  grantException: [{ scope: 'CARD', subjectId: '$card', amountMinor: '1', minutes: 1, uses: 1, reason: 'Of a test' }, 'ssrrrrusr'],
  revokeException: [{ id: '$exception' }, 'ssrrrrusr'],
  openDispute: [{ transactionId: '$purchase', reason: 'FRAUD_TRANSACTION', statement: 'Not me.' }, 'srrsrrurr'],
  decideDispute: [{ disputeId: '$dispute', decision: 'ACCEPT' }, 'srrrrrurr'],
  commentOnRiskCase: [{ caseId: '$case', comment: 'Of a test' }, 'ssrrrrurr'],
  assignRiskCase: [{ caseId: '$case' }, 'ssrrrrurr'],
  closeRiskCase: [{ caseId: '$case', outcome: 'FINE' }, 'ssrrrrurr'],
  reopenRiskCase: [{ caseId: '$case' }, 'ssrrrrurr'],
  answerRiskQuestion: [{ transactionId: '$purchase', wasMe: true }, 'rrrsrrurr'],
  setRiskRule: [{ rule: 'VELOCITY', isOn: true }, 'srrrrrurr'],
  decideSanctionsHit: [{ hitId: '$hit', decision: 'DISMISSED', reason: 'Of a test' }, 'srrrrsurr'],
  announceTopUp: [{ amountMinor: '1', currency: 'EUR', reference: 'Of a test' }, 'srrrrrurr'],
  requestWithdrawal: [{ amountMinor: '1', currency: 'EUR', reference: 'Of a test' }, 'srrrrrurr'],
  cancelFunds: [{ movementId: '$movement' }, 'srrrrrurr'],
  setFunds: [{ currency: 'EUR', lowBelowMinor: '1' }, 'srrrrrurr'],
  settleFunds: [{ companyId: '$company', movementId: '$movement', action: 'RETURN', reason: 'Of a test' }, 'rrrrrsurr'],
  answerApproval: [{ approvalId: '$approval', answer: 'DECLINED' }, 'srrrrrurr'],
  withdrawApproval: [{ approvalId: '$approval' }, 'rsrrrrurr'],
  setBudget: [{ month: '2026-03', amountMinor: '1' }, 'srrrrrusr'],
  createServiceAccount: [{ name: 'Of a test', scopes: [] }, 'srrrrrurr'],
  updateServiceAccount: [{ id: '$account', name: 'Changed', scopes: [] }, 'srrrrrurr'],
  closeServiceAccount: [{ id: '$unusedAccount' }, 'srrrrrurr'],
  createApiKey: [{ serviceAccountId: '$account' }, 'srrrrrurr'],
  rotateApiKey: [{ id: '$apiKey' }, 'srrrrrurr'],
  revokeApiKey: [{ id: '$apiKey' }, 'srrrrrurr'],
  setIdentityProvider: [{ issuer: 'none', clientId: 'c', clientSecret: 's', domains: ['of-a-test.example'] }, 'srrrrrurr'],
  proveDomain: [{ domain: 'of-a-test.example' }, 'srrrrrurr'],
  requireIdentityProvider: [{ required: false }, 'srrrrrurr'],
  removeIdentityProvider: [{}, 'srrrrrurr'],
  markNotificationsRead: [{}, 'sssssrurr'],
  acceptTerms: [{ terms: 'COMPANY', version: '2026-11-25' }, 'srrrrrurr'],
  setMyProfile: [{ locale: 'pt-PT' }, 'sssssrurr'],
  invitePerson: [{ firstName: 'Nuno', lastName: 'Reis', email: 'nuno@of-a-test.example', role: 'EMPLOYEE' }, 'srrrrrurr'],
  invitePeople: [{ people: [{ firstName: 'Nora', lastName: 'Reis', email: 'nora@of-a-test.example', role: 'EMPLOYEE' }] }, 'srrrrrurr'],
  undoInvitationBulk: [{ bulkId: '$card' }, 'rrrrrrurr'],
  // He is not in it: what others may see of him stays as it is.
  changePeople: [{ personIds: ['$bruno'], action: 'REMOVE_FROM_TEAM', teamId: '$sales' }, 'srrrrrurr'],
  undoPeopleBulk: [{ bulkId: '$card' }, 'rrrrrrurr'],
  resendInvitation: [{ invitationId: '$invitation' }, 'srrrrrurr'],
  withdrawInvitation: [{ invitationId: '$invitation' }, 'srrrrrurr'],
  suspendPerson: [{ personId: '$bruno' }, 'srrrrrurr'],
  liftSuspension: [{ personId: '$bruno' }, 'srrrrrurr'],
  renamePerson: [{ personId: '$bruno', firstName: 'Bruno', lastName: 'Silva' }, 'srrrrrurr'],
  closePerson: [{ personId: '$bruno' }, 'srrrrrurr'],
  offboardPerson: [{ personId: '$bruno', lastDay: '2020-01-01', cards: 'KEEP' }, 'srrrrrurr'],
  cancelOffboarding: [{ personId: '$bruno' }, 'srrrrrurr'],
  erasePerson: [{ personId: '$bruno', confirm: 'Nobody' }, 'srrrrrurr'],
  setRetention: [{ rules: [{ kind: 'NOTIFICATIONS', days: 60 }] }, 'srrrrrurr'],
  exportPerson: [{ personId: '$bruno' }, 'srrsrrurr'],
  changeMyPassword: [{ password: 'short' }, 'ssssssurr'],
  endSession: [{ sessionId: '$session' }, 'rrrsrrurr'],
  endOtherSessions: [{}, 'ssssssurr'],
  beginSecondFactor: [{}, 'ssssssurr'],
  confirmSecondFactor: [{ code: '000000' }, 'ssssssurr'],
  renewRecoveryCodes: [{ code: '000000' }, 'ssssssurr'],
  endSecondFactor: [{}, 'ssssssurr'],
  beginPasskey: [{}, 'ssssssurr'],
  addPasskey: [{ name: 'Phone', credential: 'none' }, 'ssssssurr'],
  renamePasskey: [{ passkeyId: '$passkey', name: 'Phone' }, 'rrrsrrurr'],
  removePasskey: [{ passkeyId: '$passkey' }, 'rrrsrrurr'],
  // After what Bruno does himself to a session and a passkey: it would end both.
  endColleaguesSecondFactor: [{ personId: '$bruno', reason: 'Of a test' }, 'srrrrrurr'],
  submitMyVerification: [
    { birthDate: '1990-12-31', phone: '+351912345678', address: ADDRESS, identityNumberType: 'NIN', identityNumber: '123456789' },
    'sssssrurr',
  ],
  submitCompanyVerification: [
    {
      ...{ legalName: 'Harborline', incorporationType: 'LLC', establishedOn: '2015-05-04', phone: '+351210000000', address: ADDRESS },
      ...{ taxNumber: '123456789', owners: [] },
    },
    'srrrrrurr',
  ],
  vouchForHolder: [{ companyId: '$company', personId: '$bruno', reason: 'Of a test' }, 'rrrrrsurr'],
  replayDeadLetters: [{ ids: ['$letter'] }, 'rrrrrsurr'],
  startBreakGlass: [{ companyId: '$company', reason: 'Of a test' }, 'rrrrrsurr'],
  endBreakGlass: [{ readingId: '$reading' }, 'srrrrsurr'],
  dismissDeadLetters: [{ ids: ['$letter'], reason: 'Of a test' }, 'rrrrrsurr'],
  restoreDeadLetters: [{ ids: ['$letter'] }, 'rrrrrsurr'],
  openDeadLetter: [{ id: '$letter', reason: 'Of a test' }, 'rrrrrsurr'],
};

/** Fields that not all see who see what they are of. */
const GATED: Readonly<Record<string, readonly [ask: string, outcomes: Letters]>> = {
  'Company.balances': ['company { balances { currency } }', 'snsnnnusn'],
  'Person.email': ['person(id: $bruno) { email }', 'ssssnrusn'],
  'Person.spentThisMonth': ['person(id: $bruno) { spentThisMonth { minor } }', 'ssssnrusn'],
  'Person.suspendedBy': ['person(id: $suspended) { suspendedBy }', 'snnnnrunn'],
  'Person.nameRefusal': ['person(id: $bruno) { nameRefusal }', 'snnsnrunn'],
  'Person.holdings': ['person(id: $bruno) { holdings { openSessions } }', 'snnnnrunn'],
  'Person.offboarding': ['person(id: $bruno) { offboarding { state } }', 'snnnnrunn'],
  'Person.erasure': ['person(id: $bruno) { erasure { obstacles { code } } }', 'snnnnrunn'],
  'Person.cards': ['person(id: $bruno) { cards { id } }', 'ssssnrusn'],
  'Card.controls': [`${CARD} { controls { id } }`, 'ssssnrusn'],
  'Card.exceptions': [`${CARD} { exceptions { id } }`, 'ssssnrusn'],
  'Decision.smallestFix': [`${DECLINED} { decision { smallestFix { byException } } }`, 'ssnnnrusn'],
  'Card.limits': [`${CARD} { limits { window } }`, 'ssssnrusn'],
  'LimitStatus.used': [`${CARD} { limits { used { minor } } }`, 'ssssnrusn'],
  'LimitStatus.left': [`${CARD} { limits { left { minor } } }`, 'ssssnrusn'],
  'Card.actions': [`${CARD} { actions }`, 'ssnsnrusn'],
  'Card.accesses': [`${CARD} { accesses }`, 'nnnsnrunn'],
  'WalletToken.moves': [`${CARD} { walletTokens { moves } }`, 'ssnsnrusn'],
  'Card.replaceableFor': [`${CARD} { replaceableFor }`, 'ssnsnrusn'],
  'Card.recentTransactions': [`${CARD} { recentTransactions { id } }`, 'ssssnrusn'],
  'Transaction.ledgerTransfers': [`${PURCHASE} { ledgerTransfers { id } }`, 'snsnnrusn'],
  'Transaction.riskQuestion': [`${PURCHASE} { riskQuestion { id } }`, 'nnnsnrunn'],
  'Transaction.dispute': [`${PURCHASE} { dispute { id } }`, 'ssssnrusn'],
  'Transaction.disputable': [`${CLEARED} { disputable { minor } }`, 'snnsnrunn'],
  'Card.emergencyStop': [`${CARD} { emergencyStop { id } }`, 'ssssnrusn'],
  'CardProgram.emergencyStop': ['cardPrograms { emergencyStop { id } }', 'sssssrusn'],
  'Company.emergencyStop': ['company { emergencyStop { id } }', 'sssssnuss'],
  'EmergencyStop.reason': [`${CARD} { emergencyStop { reason } }`, 'snsnnrusn'],
  'EmergencyStop.stoppedBy': [`${CARD} { emergencyStop { stoppedBy } }`, 'snsnnrusn'],
  'Transaction.refundCandidates': ['transaction(id: $refund) { refundCandidates { remaining { minor } } }', 'snsnnrunn'],
  'Dispute.decisions': ['dispute(id: $dispute) { decisions }', 'snnnnrunn'],
  'Decision.verdicts': [`${PURCHASE} { decision { verdicts { rule } } }`, 'sssnnrusn'],
  'Decision.elapsedMs': [`${PURCHASE} { decision { elapsedMs } }`, 'snnnnrusn'],
  'Decision.timing': [`${PURCHASE} { decision { timing { batchSize } } }`, 'snnnnrusn'],
  'Decision.inputs': [`${PURCHASE} { decision { inputs { method } } }`, 'sssnnrusn'],
  'SpendOverview.available': ['spendOverview { available { minor } }', 'snsnnrusn'],
  'SpendOverview.byTeam': ['spendOverview { byTeam { spent { minor } } }', 'sssnnrusn'],
  'SpendOverview.budgetThisMonth': ['spendOverview { budgetThisMonth { minor } }', 'snsnnrusn'],
  'SpendReport.rows': ['spendReport(by: PERSON, period: MONTH) { rows { subject } }', 'ssssnrusn'],
  'SpendReport.topMovers': ['spendReport(by: PERSON, period: MONTH) { topMovers { subject } }', 'ssssnrusn'],
  'SpendReport.budget': ['spendReport(by: PERSON, period: MONTH) { budget { minor } }', 'snsnnrusn'],
  'FundMovement.actions': ['fundMovement(id: $movement) { actions }', 'srnrrrunr'],
  'LedgerCheck.difference': ['ledgerChecks { difference { minor } }', 'srsrrnusr'],
  'Viewer.person': ['viewer { person { id } }', 'sssssnnnn'],
};

/** Everything else of a type: whoever sees the object sees it. */
const OPEN: Readonly<Record<string, string>> = {
  ApiKey: 'createdAt createdBy expiresAt expiresSoon id lastUsedAt lastUsedIp replacedById revokedAt serviceAccount start state',
  ApplePayPass: 'activationData encryptedPassData ephemeralPublicKey',
  AccountEntry: 'amount at balance cause fundMovement id kind otherAccount transaction',
  AccountKindSum: 'amount kind transfers',
  AccountMakeup: 'closing opening sums',
  Approval: 'decidedAt decidedByName id isOwn reason requestedAt requestedByName status version',
  AuditChain: 'checkpointAt checkpointKeyId checkpointNumber hash number waiting',
  AuditEvent: 'actorId actorKind actorName after at before command hash id ip number reason subjectId subjectType traceId userAgent',
  Balance: 'available currency disputed fees held inTransit owed reserved spent',
  BreakGlassCompany: 'id name',
  BreakGlassReading: 'companyId companyName endedAt endedByName expiresAt id isOpen operatorName reason startedAt',
  ReadingOfViewer: 'expiresAt id',
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
  Installation:
    'companies inboxPending inboxSetAside issuerReachable jobsFailed jobsPending sanctionsList unconfirmedApprovals unconfirmedSince version',
  SanctionsEntry: 'aliases birthDate country id list name',
  SanctionsHit: 'companyName decidedAt decidedByName entry foundAt id listVersion personId personName reason score state version',
  SanctionsList: 'entries loadedAt openHits problem problemSince version',
  LedgerTransfer: 'amount at creditAccount debitAccount id kind',
  // Numbers of purchases are seen by whoever sees `used` and `left`.
  LimitStatus: 'control leftCount limit limitCount renewsAt timeZone usedCount window windowStart',
  Merchant: 'category city country mcc name',
  MerchantMatch: 'by value',
  MerchantSpend: 'name purchases spent',
  MadeApiKey: 'apiKey key',
  Money: 'currency formatted minor',
  NetworkFee: 'amount isCredit kind name',
  Notification: 'body createdAt href id kind readAt title',
  // Only ever of the viewer's own: tested with the feed.
  NotificationFeedItem: 'at cursor event notification unreadNotifications',
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
  RiskAlert: 'at id sentence settingsVersion transaction',
  RiskCase:
    'alertCount alerts assignee assignees card closedAt history id lastAlertAt openedAt outcome person rule sentence state urgent version',
  RiskCaseEvent: 'assignee at byName comment id kind outcome',
  RiskQuestion: 'answeredAt askedAt id transaction wasMe',
  RiskRuleSetting: 'isOn rule thresholds',
  RiskSettings: 'changedAt changedBy id rules version',
  RiskThreshold: 'least most name usual value',
  ServiceAccount: 'allowedIps closedAt createdAt createdBy id keys name scopes version',
  SettlementDay: 'comparedAt day messages ours theirs',
  StandIn: 'modes transitions',
  PageInfo: 'endCursor hasNextPage hasPreviousPage startCursor',
  PinFrame: 'url',
  ErasureObstacleCount: 'code count',
  PersonExport: 'path',
  RetentionRule: 'days kind leastDays mostDays usualDays',
  CardInHand: 'card held',
  Offboarding: 'cards casesTo endsAt id lastDay plannedAt refusal state successions',
  PersonErasure: 'doneAt erasedAt obstacles',
  PersonHoldings:
    'assignedCases cards managedTeams openDisputes openSessions ownRequests pendingPurchases requestsToAnswer serviceAccounts subscriptions',
  TeamSuccession: 'person team',
  Person: 'createdAt displayName firstName holderStatus id lastName role status teams',
  RefundCandidate: 'purchase remaining',
  RefundLink: 'confidence decidedAt decidedBy id purchase refund',
  SpendOverview: 'byDay declinesToday held purchasesToday spentThisMonth spentToday today topMerchants',
  // Of a manager's report by team, the teams managed: tested with it.
  CardBulk: 'action id madeAt rows undoableUntil',
  CardBulkRow: 'card cardId refusal sentence',
  IssueBulk: 'action id madeAt program rows undoableUntil',
  IssueBulkRow: 'card holder holderId refusal sentence',
  InvitationBulk: 'action id madeAt rows undoableUntil',
  InvitationBulkRow: 'invitation place refusal sentence',
  PeopleBulk: 'action id madeAt rows team undoableUntil',
  PeopleBulkRow: 'person personId refusal sentence',
  SpendReport: 'endsOn purchases spent spentBefore startsOn trend',
  SpendReportRow: 'budget name purchases spent spentBefore subject',
  SpendTrend: 'spent startsOn',
  SmallestFix: 'amount byException changes lacksFunds merchant missing',
  // Whose charges are seen is tested with running-subscriptions.
  RunningSubscription: 'amount card chargedAt merchantName transactionId',
  SpendingControl:
    'amount atCap buffer categories channels controlType count countries currencies firstDate from id idleDays isActive lastDate mccs merchants mirror mode rollingDays scope sentence subjectId subjectName subscriptionsAbove timeZone to updatedAt version weekdays window',
  Subscription: 'cardChanged notificationReceived spendFeed',
  Team: 'id managers memberCount name',
  TeamSpend: 'budget spent team',
  TimelineEntry: 'amount at decision id isDecline kind sentence',
  Transaction:
    'amount authorizationCode card cleared conversionRate decision declineSentence held heldUntil holder id kind merchant networkFees originalAmount refundOf refunded refunds requestedAmount status timeline transactedAt unconfirmed',
  WalletToken: 'changedAt deviceName deviceType id state waitingForIssuer wallet',
  Verdict:
    'controlId controlVersion countAfter countBefore counterAfter counterBefore limit limitCount outcome primary reason rollingDays rule scope sentence timeZone window windowEnd windowStart',
  AddedPasskey: 'passkey recoveryCodes',
  Passkey: 'backedUp createdAt id lastUsedAt name',
  PasskeyCreation: 'options',
  RecoveryCodes: 'codes',
  CompanySignIn: 'provider redirectUri',
  DomainProof: 'checkedAt domain endsAt provenAt recordName recordValue',
  IdentityProvider: 'clientId domainProofs domains issuer provenAt required sparedAdminIds version',
  SecondFactor: 'confirmedAt recoveryCodesLeft',
  SecondFactorEnrolment: 'secret uri',
  Session: 'app browser createdAt id ip isThis system usedAt',
  Viewer:
    'displayName email id locale nameFromDirectory openDeadLetters passkeys permissions reading recoveryCodesLeft role secondFactor sessions signedInByCompany unreadNotifications',
  WebhookHealth:
    'applyLagP50Ms applyLagP95Ms deliveryLagP50Ms deliveryLagP95Ms flagged lastReceivedAt lastType oldestPendingAt pending refusals',
  WebhookRefusals: 'code count lastAt',
};

let harness: GraphQLHarness;
let scene: Scene;
let elsewhere: Scene;
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
  await harness.admin.query(
    `INSERT INTO risk_questions (company_id, transaction_id, user_id, card_id, asked_at) SELECT company_id, id, user_id, card_id, now() FROM transactions WHERE id = $1`,
    [rows[0].id],
  );
  await harness.admin.query(`UPDATE users SET name_refusal = '400001' WHERE id = $1`, [scene.as.bruno.userId]);
  await harness.admin.query(
    `INSERT INTO offboardings (company_id, id, user_id, last_day, cards, successors, state, planned_at, settled_at)
     VALUES ($1, gen_random_uuid(), $2, '2026-03-01', 'KEEP', '[]', 'CANCELLED', now(), now())`,
    [scene.companyId, scene.as.bruno.userId],
  );
  const riskCase = await harness.admin.query(
    `INSERT INTO risk_cases (company_id, id, rule, subject, user_id, card_id, team_ids, state, alert_count, opened_at, last_alert_at)
     SELECT company_id, gen_random_uuid(), 'DORMANT_CARD', 'card', user_id, card_id, team_ids, 'OPEN', 1, now(), now() FROM transactions WHERE id = $1 RETURNING id`,
    [rows[0].id],
  );
  const hit = await harness.admin.query(
    `INSERT INTO sanctions_hits (company_id, id, user_id, entry_id, entry, list_version, score, state, found_at)
     VALUES ($1, gen_random_uuid(), $2, '7', '{"id":"7","name":"BRUNO","aliases":[],"birthDate":null,"country":null,"list":null}', 'v', 95, 'OPEN', now()) RETURNING id`,
    [scene.companyId, scene.as.bruno.userId],
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
  const passkey = await harness.admin.query(
    `INSERT INTO passkeys (id, identity_id, credential_id, user_handle, public_key, sign_count, transports, syncable, backed_up, name, created_at)
     VALUES (gen_random_uuid(), $1, 'c', 'h', 'k', 0, '{}', false, false, 'Phone', now()) RETURNING id`,
    [scene.as.bruno.identityId],
  );
  const invited = {
    idempotencyKey: 'invited',
    firstName: 'Olga',
    lastName: 'Reis',
    email: 'olga@of-a-test.example',
    role: 'EMPLOYEE',
  } as const;
  const { invitationId } = await harness.invitations.invite(scene.company.system, invited);
  await harness.admin.query(
    `INSERT INTO operator_audit_events (id, at, command, actor_id, actor_name, subject_type, subject_id) VALUES (gen_random_uuid(), now(), 'deadLetter.open', gen_random_uuid(), 'Olga', 'deadLetter', '1')`,
  );
  const deeds = await harness.admin.query(`SELECT id FROM audit_events WHERE company_id = $1 LIMIT 1`, [scene.companyId]);
  const { accountId } = await harness.apiKeys.createAccount(scene.company.system, { idempotencyKey: 'account', name: 'Books', scopes: [] });
  const unused = await harness.apiKeys.createAccount(scene.company.system, { idempotencyKey: 'unused', name: 'Unused', scopes: [] });
  const { keyId } = await harness.apiKeys.createKey(scene.company.system, { idempotencyKey: 'key', serviceAccountId: accountId });
  elsewhere = await harness.prepare('Elsewhere');
  ids = {
    deed: deeds.rows[0].id,
    account: accountId,
    unusedAccount: unused.accountId,
    apiKey: keyId,
    invitation: invitationId,
    session: session.rows[0].id,
    passkey: passkey.rows[0].id,
    movement: movementId,
    approval: approval.rows[0].id,
    company: scene.companyId,
    letter: letters.rows[0].id,
    hit: hit.rows[0].id,
    bruno: scene.as.bruno.userId,
    suspended: await somebodySuspended(),
    card: scene.brunosCard,
    wallet: wallets.rows[0].id,
    stop: stops.rows[0].id,
    program: scene.programId,
    sales: scene.sales,
    purchase: rows[0].id,
    cleared: another.transaction_id,
    refund: refunds[0].transaction_id,
    declined: declined.transaction_id,
    exception: exceptionId,
    case: riskCase.rows[0].id,
    reading: await startReading(),
    dispute: dispute.rows[0].id,
  };
  await addControl('MONTH');
});
afterAll(() => harness.close());

const READER = { identityId: randomUUID(), sessionId: randomUUID() };

/** Of an operator, who is `reader` below. */
async function startReading(): Promise<string> {
  const { rows } = await harness.admin.query<{ id: string }>(
    `INSERT INTO break_glass_readings (company_id, id, session_id, operator_id, operator_name, reason, started_at, expires_at)
     VALUES ($1, gen_random_uuid(), $2, $3, 'Olga', 'Of a test', $4, $4::timestamptz + interval '30 minutes') RETURNING id`,
    [scene.companyId, READER.sessionId, READER.identityId, harness.clock.now()],
  );
  return rows[0]?.id ?? '';
}

async function somebodySuspended(): Promise<string> {
  const { personId } = await scene.company.addPerson('Dora');
  await harness.admin.query(`UPDATE users SET status = 'SUSPENDED', suspended_by = '{DIRECTORY}' WHERE id = $1`, [personId]);
  return personId;
}

async function addControl(window: 'WEEK' | 'MONTH'): Promise<void> {
  keys += 1;
  const limit = { controlType: 'AMOUNT_LIMIT', amountMinor: '90000', scope: 'CARD', subjectId: scene.brunosCard } as const;
  const { controlId } = await harness.controls.set(scene.company.system, { ...limit, window, idempotencyKey: `control ${keys}` });
  ids['control'] = controlId;
}

function viewerOf(name: (typeof ASKING)[number]): Viewer | null {
  if (name === 'nobody') return null;
  if (name === 'everyScope') return serviceOf(scene, SCOPE_NAMES);
  if (name === 'noScope') return serviceOf(scene, []);
  if (name !== 'operator') return scene.as[name];
  return { ...scene.as.ana, companyId: null, userId: null, role: 'OPERATOR', identityId: randomUUID(), sessionId: randomUUID() };
}

function serviceOf({ as }: Scene, scopes: readonly Scope[]): Viewer {
  const id = 'a5e71ce0-0000-7000-8000-000000000001';
  return {
    ...{ ...as.ana, userId: id, identityId: id, sessionId: 'key', role: 'SERVICE', displayName: 'Books' },
    key: { scopes, expiresAtMs: Number.MAX_SAFE_INTEGER },
  };
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

function command(viewer: Viewer | null, field: string, given: object): ReturnType<GraphQLHarness['ask']> {
  keys += 1;
  const asked = JSON.parse(JSON.stringify(given).replace(/\$(\w+)/g, (_all, id: string) => ids[id] ?? '')) as object;
  const mutation = buildContract().getMutationType()?.getFields()[field];
  const type = getNamedType(mutation?.args[0]?.type);
  const selection = isObjectType(getNamedType(mutation?.type)) ? ' { __typename }' : '';
  // What gives out a token that is good once has nothing to repeat.
  const repeatable = isInputObjectType(type) && 'idempotencyKey' in type.getFields();
  return harness.ask(viewer, `mutation ($input: ${type?.name ?? ''}!) { ${field}(input: $input)${selection} }`, {
    input: repeatable ? { idempotencyKey: `key ${keys}`, ...asked } : asked,
  });
}

function letterOfCommand({ errors }: Awaited<ReturnType<GraphQLHarness['ask']>>): string {
  const code = errors[0]?.extensions?.['code'];
  if (code === 'UNAUTHENTICATED') return 'u';
  return code === 'FORBIDDEN' || code === 'NOT_FOUND' ? 'r' : 's';
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

describe('a service account of another company, with every scope, finds nothing of', () => {
  const byId = Object.entries({ ...QUERIES, ...GATED }).filter(([, [ask]]) => ask.includes('$'));

  test.each(byId)('%s', async (_field, [ask]) => {
    expect(['n', 'r']).toContain(letterOf(await harness.ask(serviceOf(elsewhere, SCOPE_NAMES), text(ask), ids)));
  });

  test.each(Object.entries(MUTATIONS).filter(([, [input]]) => JSON.stringify(input).includes('$')))('%s', async (field, [given]) => {
    expect(letterOfCommand(await command(serviceOf(elsewhere, SCOPE_NAMES), field, given))).toBe('r');
  });
});

describe('an operator who reads the company', () => {
  const reader = (): Viewer => ({
    ...{ ...scene.as.ana, ...READER, userId: READER.identityId, role: 'READER', displayName: 'Olga' },
    reading: { id: ids['reading'] ?? '', untilMs: Number.MAX_SAFE_INTEGER },
  });
  /** Written by hand, not derived. */
  const SHOWN = `
    Card.controls Card.emergencyStop Card.exceptions Card.limits Card.recentTransactions CardProgram.emergencyStop
    Company.balances Company.emergencyStop Decision.elapsedMs Decision.inputs Decision.timing Decision.verdicts
    EmergencyStop.reason EmergencyStop.stoppedBy LedgerCheck.difference LimitStatus.left LimitStatus.used Person.cards
    Person.spentThisMonth SpendOverview.available SpendOverview.budgetThisMonth SpendOverview.byTeam SpendReport.budget
    SpendReport.rows SpendReport.topMovers Transaction.dispute Transaction.ledgerTransfers accountEntries accountMakeup
    budgets card cardPrograms cards channels company dispute disputes emergencyStops feedCursor fundMovement
    fundMovements fundSettings ledgerChecks merchantCategories orphanHolds people person reconciliation
    reconciliationDifferences settlementDays spendOverview spendReport spendingControls teams transaction transactions
    viewer`;

  test('is shown its money, its cards and its rules, and nothing else', async () => {
    const shown: string[] = [];
    for (const [field, [ask]] of Object.entries({ ...QUERIES, ...GATED }))
      if (letterOf(await harness.ask(reader(), text(ask), ids)) === 's') shown.push(field);

    expect(shown.sort()).toEqual(SHOWN.split(/\s+/).filter(Boolean).sort());
  });

  test.each(Object.entries(MUTATIONS).filter(([field]) => field !== 'endBreakGlass'))('cannot %s', async (field, [given]) => {
    expect((await command(reader(), field, given)).errors[0]?.extensions?.['code']).toBe('READ_ONLY');
  });

  test('ends no other reading than their own', async () => {
    const others = { ...reader(), reading: { id: randomUUID(), untilMs: Number.MAX_SAFE_INTEGER } };

    expect(letterOfCommand(await command(others, 'endBreakGlass', { readingId: '$reading' }))).toBe('r');
  });
});

describe('a mutation', () => {
  // Those who may come last, so that what they change refuses nobody before them.
  test.each(cells(MUTATIONS).sort(([, , one], [, , other]) => Number(one === 's') - Number(other === 's')))(
    '%s by %s: %s',
    async (field, name, expected) => {
      // Each who may remove it finds one there.
      if (field === 'removeSpendingControl' && expected === 's') await addControl('WEEK');
      const [given] = MUTATIONS[field] ?? [{}];

      const answer = await command(viewerOf(name), field, given);

      expect([letterOfCommand(answer), answer.errors[0]?.message]).toEqual([expected, answer.errors[0]?.message]);
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

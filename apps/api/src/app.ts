import 'reflect-metadata';
import { createMarqetaClient } from '@afc/marqeta';
import fastify, { type FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import { applyCardTransition } from './cards/apply-card-transition.ts';
import { applyWalletTransition } from './cards/apply-wallet-transition.ts';
import { fromAdminAddresses } from './access/admin-addresses.ts';
import { notWhileReading } from './access/not-while-reading.ts';
import { bearerOf } from './access/bearer.ts';
import { looksLikeKey } from './api-keys/api-key.ts';
import { ApiKeyResolver, ServiceAccountResolver } from './api-keys/api-key.resolver.ts';
import { ApiKeyService } from './api-keys/api-key.service.ts';
import { ApiKeys } from './api-keys/api-keys.ts';
import { ApprovalResolver } from './approvals/approval.resolver.ts';
import { ApprovalService } from './approvals/approval.service.ts';
import { AuditExport, EXPORT_RATE } from './audit/audit-export.ts';
import { exportRoute } from './audit/export.route.ts';
import { CheckpointSigner } from './audit/checkpoint.ts';
import { SealAllAudit, SealAudit } from './audit/seal.job.ts';
import { SealDecisions } from './audit/seal-decisions.job.ts';
import { BreakGlassResolver } from './break-glass/break-glass.resolver.ts';
import { BreakGlass } from './break-glass/break-glass.service.ts';
import { noteReading } from './break-glass/note-reading.ts';
import { TellMarqetaOfWallet } from './cards/tell-wallet.job.ts';
import { WalletResolver } from './cards/wallet.resolver.ts';
import { WalletService } from './cards/wallet.service.ts';
import { CardProgramService, programsOfAll } from './cards/card-program.service.ts';
import { CardBulkResolver } from './cards/bulk/card-bulk.resolver.ts';
import { CardBulkService } from './cards/bulk/card-bulk.service.ts';
import { IssueBulkResolver } from './cards/issue-many/issue-bulk.resolver.ts';
import { IssueBulkService } from './cards/issue-many/issue-bulk.service.ts';
import { CardAccessResolver } from './cards/card-access.resolver.ts';
import { CardAccessService } from './cards/card-access.service.ts';
import { CardResolver } from './cards/card.resolver.ts';
import { CardService } from './cards/card.service.ts';
import { cardEntities } from './cards/entities.ts';
import { FindExpiring, RenewCard } from './cards/renew.job.ts';
import { SettleWaiting } from './cards/settle-waiting.job.ts';
import { TellMarqeta } from './cards/tell-marqeta.job.ts';
import type { Config } from './config.ts';
import { localeFor } from './context.ts';
import { FindIdleLocks, LockIdleCards } from './controls/idle-lock.job.ts';
import { ControlResolver } from './controls/control.resolver.ts';
import { ControlService } from './controls/control.service.ts';
import { ClockResolver } from './controls/clock/clock.resolver.ts';
import { ClockService } from './controls/clock/clock.service.ts';
import { StopResolver } from './controls/stops/stop.resolver.ts';
import { StopService } from './controls/stops/stop.service.ts';
import { ExceptionResolver } from './controls/exception.resolver.ts';
import { ExceptionService } from './controls/exception.service.ts';
import { CheckMirrors, MirrorControls } from './controls/mirror/mirror.job.ts';
import { chargebackSink } from './disputes/apply-chargeback-transition.ts';
import { DisputeResolver } from './disputes/dispute.resolver.ts';
import { DisputeService } from './disputes/dispute.service.ts';
import { evidenceRoutes } from './disputes/evidence.route.ts';
import { RemindOfDisputes } from './disputes/remind.job.ts';
import { SettleWaitingDisputes } from './disputes/settle-waiting.job.ts';
import { TellMarqetaOfDispute } from './disputes/tell-marqeta.job.ts';
import { FeedExecution } from './feed/execution.ts';
import { FeedFollower } from './feed/feed-follower.ts';
import { type FeedBus, localFeedBus, redisFeedBus } from './feed/publisher.ts';
import { FeedReader } from './feed/reader.ts';
import { SocketSessions } from './feed/socket-sessions.ts';
import { FeedSocket } from './feed/socket.ts';
import { Subscriptions } from './feed/subscription.ts';
import { fileStoreOf } from './file-store-of.ts';
import { FileService } from './files/file.service.ts';
import { FUND_COMMANDS } from './funds/fund-commands.ts';
import { FundResolver } from './funds/fund.resolver.ts';
import { FundService } from './funds/fund.service.ts';
import { WatchFunds } from './funds/watch.job.ts';
import { contextOf, graphqlRoute } from './graphql-route.ts';
import { startGraphQL } from './graphql-server.ts';
import { InstallationResolver } from './installation/installation.resolver.ts';
import { issuerProbe } from './installation/issuer-probe.ts';
import { documentsOf, serveApps } from './http/apps.ts';
import { edge, serverOptions } from './http/edge.ts';
import { graphqlPage } from './http/graphql-page.ts';
import { healthRoutes } from './http/health.route.ts';
import { addressOf } from './http/caller-address.ts';
import { HttpMetrics, metricsRoute } from './http/metrics.ts';
import { RequestRates } from './http/request-rates.ts';
import { SpendRollups } from './ledger/rollups/spend-rollups.ts';
import { MailBrokenBooks } from './notifications/mail-broken-books.job.ts';
import {
  MailAccessChange,
  MailFactorEnded,
  MailInvitation,
  MailPasskeyChange,
  MailReset,
  MailResetDone,
} from './notifications/mail-identity.job.ts';
import { MailNotification } from './notifications/mail-notification.job.ts';
import { smtpMailer } from './notifications/mailer.ts';
import { tellAuthentication } from './notifications/tell-authentication.ts';
import { MailSanctions } from './notifications/mail-sanctions.job.ts';
import { tellSanctionsHits } from './notifications/tell-sanctions.ts';
import { tellReading } from './notifications/tell-reading.ts';
import { tellVerification } from './notifications/tell-verification.ts';
import { NotificationWriter } from './notifications/notification-writer.ts';
import { desiredAccount } from './marqeta/provisioning/desired.ts';
import { provision } from './marqeta/provisioning/provision.ts';
import { purchasesAt } from './marqeta/purchases.ts';
import { accountSetup } from './marqeta-account.ts';
import { openMoneyPath } from './money.ts';
import { NotificationResolver } from './notifications/notification.resolver.ts';
import { NotificationService } from './notifications/notification.service.ts';
import { CheckDomains } from './people/company-sign-in/check-domains.job.ts';
import { CompanySignIn } from './people/company-sign-in/company-sign-in.ts';
import { domainRecords } from './people/company-sign-in/domain-records.ts';
import { CompanySignInResolver } from './people/company-sign-in/company-sign-in.resolver.ts';
import { companySignInRoutes } from './people/company-sign-in/company-sign-in.route.ts';
import { OpenId } from './people/company-sign-in/openid.ts';
import { ProviderService } from './people/company-sign-in/provider.service.ts';
import { authRoutes } from './people/auth.route.ts';
import { CompanyService } from './people/company.service.ts';
import { peopleEntities } from './people/entities.ts';
import { holderJobs, MarqetaHolders } from './people/marqeta-holders.ts';
import { PREFLIGHT_RATE, PreflightResolver } from './preflight/preflight.resolver.ts';
import { ReplayResolver } from './replay/replay.resolver.ts';
import { PeopleBulkResolver } from './people/bulk/people-bulk.resolver.ts';
import { PeopleBulkService } from './people/bulk/people-bulk.service.ts';
import { PersonCommands } from './people/manage/person-commands.ts';
import { PersonCommandsResolver } from './people/manage/person-commands.resolver.ts';
import { PersonResolver } from './people/person.resolver.ts';
import { OperatorService } from './people/operator.service.ts';
import { PersonService } from './people/person.service.ts';
import { ProfileResolver, ProfileService } from './people/profile.ts';
import { AccessTokens } from './people/sign-in/access-token.ts';
import { InvitationLinks } from './people/accept-invitation.ts';
import { InvitationResolver } from './people/invitation.resolver.ts';
import { InvitationService } from './people/invitation.service.ts';
import { InvitationBulkResolver, InvitationBulkRowResolver } from './people/invite-many/invitation-bulk.resolver.ts';
import { InvitationBulkService } from './people/invite-many/invitation-bulk.service.ts';
import { PasswordResets } from './people/password-reset.ts';
import { MailTokens } from './people/sign-in/mail-token.ts';
import { OwnSecondFactor } from './people/second-factor/own-second-factor.ts';
import { LostFactor, LostFactorResolver } from './people/second-factor/lost-factor.ts';
import { OwnPassword, OwnPasswordResolver } from './people/own-password.ts';
import { Assertions } from './people/passkeys/assertions.ts';
import { OwnPasskeys } from './people/passkeys/own-passkeys.ts';
import { PasskeyProof } from './people/passkeys/passkey-proof.ts';
import { PasskeyResolver } from './people/passkeys/passkey.resolver.ts';
import { passkeyRoutes } from './people/passkeys/passkey.route.ts';
import { PasskeySignIn } from './people/passkeys/passkey-sign-in.ts';
import { relyingPartyOf } from './people/passkeys/relying-party.ts';
import { SecondFactorResolver } from './people/second-factor/second-factor.resolver.ts';
import { Challenges } from './people/sign-in/challenge.ts';
import { KnownDevices } from './people/sign-in/known-device.ts';
import { StepUp } from './people/sign-in/step-up.ts';
import { OwnSessions } from './people/sign-in/own-sessions.ts';
import { PasswordVerifier } from './people/sign-in/password.ts';
import { RefreshTokens } from './people/sign-in/refresh-token.ts';
import { SessionStore } from './people/sign-in/session-store.ts';
import { SessionWatch } from './people/sign-in/session-watch.ts';
import { Sessions } from './people/sign-in/sessions.ts';
import { SignIn } from './people/sign-in/sign-in.ts';
import { TeamService } from './people/team.service.ts';
import { applyHolderTransition, companiesOfHolders } from './people/verification/apply-holder-transition.ts';
import { SettleOpenVerifications, SettleVerification } from './people/verification/settle-verification.job.ts';
import { Terms } from './people/verification/terms.ts';
import { VerificationResolver } from './people/verification/verification.resolver.ts';
import { VerificationService } from './people/verification/verification.service.ts';
import { SessionResolver } from './people/session.resolver.ts';
import { ViewerResolver } from './people/viewer.resolver.ts';
import type { Clock } from './platform/clock.ts';
import { openDatabase } from './platform/database.ts';
import { TrustedDocuments } from './platform/graphql/trusted-documents.ts';
import type { Job } from './platform/jobs.ts';
import type { Log } from './platform/log.ts';
import { outgoing } from './platform/outgoing.ts';
import { assertSchemaIsCurrent } from './platform/schema-version.ts';
import { rateLimit } from './platform/rate-limit.ts';
import { openRedis } from './platform/redis.ts';
import { Sealer } from './platform/seal.ts';
import { type RunningWorker, startWorker } from './platform/worker.ts';
import { Departure } from './offboarding/departure.ts';
import { FindLeavers, Leave } from './offboarding/leave.job.ts';
import { OffboardingResolver } from './offboarding/offboarding.resolver.ts';
import { OffboardingService } from './offboarding/offboarding.service.ts';
import { ErasureList } from './privacy/erasure-list.ts';
import { ErasureResolver } from './privacy/erasure.resolver.ts';
import { ErasureService } from './privacy/erasure.service.ts';
import { ForgetPerson, ReplayErasures } from './privacy/forget.job.ts';
import { PersonExport } from './privacy/person-export.ts';
import { PersonExportResolver } from './privacy/person-export.resolver.ts';
import { personExportRoute } from './privacy/person-export.route.ts';
import { ApplyRetention } from './privacy/apply-retention.job.ts';
import { RetentionResolver } from './privacy/retention.resolver.ts';
import { RetentionService } from './privacy/retention.service.ts';
import { marqetaLists } from './reconciliation/marqeta-lists.ts';
import { BudgetResolver } from './reports/budget.resolver.ts';
import { BudgetService } from './reports/budget.service.ts';
import { RiskCaseResolver } from './risk/case.resolver.ts';
import { CaseService } from './risk/case.service.ts';
import { PurchaseWatch } from './risk/purchase-watch.ts';
import { RiskQuestionResolver } from './risk/question.resolver.ts';
import { QuestionService } from './risk/question.service.ts';
import { RiskSettingsResolver } from './risk/settings.resolver.ts';
import { RiskSettingsService } from './risk/settings.service.ts';
import { SanctionsHitResolver } from './sanctions/hit.resolver.ts';
import { HitService } from './sanctions/hit.service.ts';
import { LoadSanctionsList } from './sanctions/load-list.job.ts';
import { ScreenSubjects } from './sanctions/screen.job.ts';
import { restRoutes } from './rest/rest.route.ts';
import { signInRoutes } from './rest/sign-in.route.ts';
import { SCIM_PATH, scimRoutes } from './scim/scim.route.ts';
import { ScimGroups } from './scim/scim-groups.service.ts';
import { ScimUsers } from './scim/scim-users.service.ts';
import { buildSchema } from './schema.ts';
import { VERSION } from './version.ts';
import { RefundsOfTransactionResolver } from './transactions/refunds/refund.resolver.ts';
import { RefundService } from './transactions/refunds/refund.service.ts';
import { DeadLetterResolver } from './webhooks/dead-letter.resolver.ts';
import { DeadLetterService } from './webhooks/dead-letter.service.ts';

export type AppOptions = { readonly config: Config; readonly clock: Clock; readonly log: Log };

/** The composition root: everything is made here, once, and given what it needs. */
export async function createApp({ config, clock, log }: AppOptions) {
  const redis = openRedis({ url: config.redisUrl, log });
  const bus = busOf(config, redis, log);
  const database = await openDatabase({
    urls: { api: config.databaseUrl, gateway: config.databaseGatewayUrl, owner: config.databaseOwnerUrl },
    entities: [...peopleEntities, ...cardEntities],
    clock,
    publisher: bus,
    log,
  });
  const sealer = new Sealer(config.masterKeys);
  const terms = new Terms(config.termsDir);
  const marqeta = createMarqetaClient({ ...config.marqeta, logger: log });

  const controls = new ControlService(database);
  const cards = new CardService(database, controls);
  const holders = new MarqetaHolders(database, marqeta, config.marqeta.tokens);
  const approvals = new ApprovalService(database, FUND_COMMANDS);
  const files = fileStoreOf(config);
  const erasures = new ErasureService(database, sealer);
  const personExport = new PersonExport({ database, sealer });
  const erasureList = new ErasureList(files);
  const services = {
    companies: new CompanyService(database, sealer),
    people: new PersonService(database, sealer),
    teams: new TeamService(database),
    apiKeys: new ApiKeyService(database),
    operators: new OperatorService(config.databaseOwnerUrl, sealer, clock),
    programs: new CardProgramService(database),
    funds: new FundService(database, approvals),
    cards,
    controls,
    budgets: new BudgetService(database),
    disputes: new DisputeService(database, new FileService(database, files)),
  };

  const departure = new Departure({ database, cards, approvals, teams: services.teams, people: erasures });
  const offboardings = new OffboardingService(database, departure);

  const sessionStore = new SessionStore(redis, log);
  const accessTokens = new AccessTokens(config.tokenSecret, clock);
  const refreshTokens = new RefreshTokens(Buffer.from(config.tokenSecret));
  const sessions = new Sessions({ database, clock, accessTokens, refreshTokens, store: sessionStore });
  const passwords = new PasswordVerifier();
  const entry = { database, clock, sealer, passwords, sessions };
  const tokens = new MailTokens(config.tokenSecret);
  const resets = new PasswordResets({ database, sealer, tokens, store: sessionStore });
  const invitations = new InvitationLinks({ database, sealer, tokens, passwords });
  const challenges = new Challenges(config.tokenSecret, clock);
  const signIn = new SignIn({ ...entry, challenges, devices: new KnownDevices(config.tokenSecret) });
  const stepUp = new StepUp(entry);
  const relyingParty = relyingPartyOf(config.publicUrl);
  const assertions = new Assertions({ database, relyingParty });
  const passkeySignIn = new PasskeySignIn({ database, signIn, challenges, assertions });
  const openId = new OpenId(outgoing({ allowed: config.outgoingAllowedIps }), clock);
  const companySignIn = new CompanySignIn({ database, sealer, sessions, invitations, openId, publicUrl: config.publicUrl });
  const records = domainRecords(config.dnsServers);
  const providers = new ProviderService({ database, sealer, openId, store: sessionStore, records });
  const sessionWatch = new SessionWatch(database, sessionStore);
  const keys = new ApiKeys(database, new SessionStore(redis, log));
  const authenticate = fromAdminAddresses(
    (token, ip) => (looksLikeKey(token) ? keys.authenticate(token, ip) : sessions.authenticate(token)),
    config.adminAllowedIps,
  );
  const counting = { redis, clock, log };
  const rates = new RequestRates(counting, config.requestsPerMinute);

  const metrics = new HttpMetrics();
  const money = openMoneyPath({
    registry: metrics.registry,
    gateway: database.gateway,
    clock,
    log,
    publisher: bus,
    marqeta: {
      gateway: { username: config.marqeta.gatewayUsername, password: config.marqeta.gatewayPassword },
      webhook: { username: config.marqeta.webhookUsername, password: config.marqeta.webhookPassword },
      webhookSecrets: config.marqeta.webhookSecrets,
      webhookPrevious: config.marqeta.webhookPrevious,
      webhookSignature: config.marqeta.webhookSignature,
      freshness: { maxAgeMs: config.marqeta.webhookMaxAgeMs, maxAheadMs: config.marqeta.webhookMaxAheadMs },
      allowedIps: config.marqeta.allowedIps,
    },
    decisionDeadlineMs: config.decisionDeadlineMs,
    unknownHoldReleaseMs: config.unknownHoldReleaseMs,
    appliesInbox: config.role === 'all',
    applyCardTransition: (client, transition) => applyCardTransition(client, transition, clock),
    applyWalletTransition: (client, transition) => applyWalletTransition(client, transition, clock),
    applyAuthentication: (client, transition) => tellAuthentication(client, transition, clock),
    holders: { companiesOf: companiesOfHolders, apply: applyHolderTransition },
    chargebacks: chargebackSink(clock),
    ...purchasesAt(marqeta),
    lists: marqetaLists(marqeta),
    listPauseMs: config.marqeta.listPauseMs,
  });

  const schema = buildSchema({
    viewer: new ViewerResolver(sealer),
    profile: new ProfileResolver(new ProfileService(database)),
    session: new SessionResolver(new OwnSessions(database, sessionStore)),
    peopleBulk: new PeopleBulkResolver(new PeopleBulkService(database)),
    invitation: new InvitationResolver(new InvitationService(database, sealer), sealer),
    invitationBulk: new InvitationBulkResolver(new InvitationBulkService(database, sealer)),
    invitationBulkRow: new InvitationBulkRowResolver(sealer),
    secondFactor: new SecondFactorResolver(new OwnSecondFactor({ database, sealer })),
    passkey: new PasskeyResolver(new OwnPasskeys({ database, sealer, relyingParty })),
    ownPassword: new OwnPasswordResolver(new OwnPassword({ database, sealer, store: sessionStore })),
    personCommands: new PersonCommandsResolver(new PersonCommands({ database, store: sessionStore })),
    lostFactor: new LostFactorResolver(new LostFactor({ database, store: sessionStore })),
    companySignIn: new CompanySignInResolver(providers, config.publicUrl),
    person: new PersonResolver(sealer),
    erasure: new ErasureResolver(erasures),
    offboarding: new OffboardingResolver(offboardings),
    personExport: new PersonExportResolver(personExport),
    retention: new RetentionResolver(new RetentionService(database)),
    card: new CardResolver(cards),
    cardBulk: new CardBulkResolver(new CardBulkService(database, cards)),
    issueBulk: new IssueBulkResolver(new IssueBulkService(database, cards)),
    wallet: new WalletResolver(new WalletService(database)),
    cardAccess: new CardAccessResolver(new CardAccessService({ database, client: marqeta, widgets: config.marqeta.widgets })),
    control: new ControlResolver(controls),
    preflight: new PreflightResolver(rateLimit(counting, PREFLIGHT_RATE)),
    replay: new ReplayResolver(),
    clock: new ClockResolver(new ClockService(database)),
    stop: new StopResolver(new StopService(database)),
    refund: new RefundsOfTransactionResolver(new RefundService(database)),
    exception: new ExceptionResolver(new ExceptionService(database)),
    dispute: new DisputeResolver(services.disputes),
    approval: new ApprovalResolver(approvals),
    serviceAccount: new ServiceAccountResolver(services.apiKeys),
    apiKey: new ApiKeyResolver(services.apiKeys),
    fund: new FundResolver(services.funds),
    budget: new BudgetResolver(services.budgets),
    riskCase: new RiskCaseResolver(new CaseService(database)),
    riskQuestion: new RiskQuestionResolver(new QuestionService(database, cards)),
    riskSettings: new RiskSettingsResolver(new RiskSettingsService(database)),
    sanctionsHit: new SanctionsHitResolver(new HitService(database)),
    notification: new NotificationResolver(new NotificationService(database)),
    verification: new VerificationResolver(new VerificationService(database, sealer, terms), terms, sealer),
    installation: new InstallationResolver({ issuerReachable: issuerProbe(() => marqeta.ping(), clock), version: VERSION }),
    breakGlass: new BreakGlassResolver(new BreakGlass({ database, store: sessionStore, tell: tellReading })),
    deadLetter: new DeadLetterResolver(new DeadLetterService(database)),
  });
  const reader = new FeedReader(database, new FeedExecution(schema, clock, log), bus);
  const socketSessions = new SocketSessions(authenticate, sessionWatch, clock, localeFor);
  const callerAddress = addressOf(config.trustedProxies);
  const socket = new FeedSocket({
    ...{ reader, subscriptions: new Subscriptions(schema), sessions: socketSessions, callerAddress, log },
    noteReading: (viewer, asked, options) => noteReading(database, viewer, () => asked, options),
  });

  const mailer = config.smtpUrl === null ? null : smtpMailer(config.smtpUrl, config.mailFrom);
  const consumers = [new SpendRollups(database.gateway), new PurchaseWatch(database), new NotificationWriter(database)];
  const followers = consumers.map((consumer) => new FeedFollower(consumer, bus, log));

  const sealing = { gateway: database.gateway, clock, sealer, signer: new CheckpointSigner(config.auditKey) };
  const jobs = [
    ...money.jobs,
    ...holderJobs(holders, database),
    new SettleVerification({ database, client: marqeta, holders, sealer, tell: tellVerification }),
    new SettleOpenVerifications(database),
    new TellMarqeta(database, marqeta, { holders, tokens: config.marqeta.tokens }),
    new SettleWaiting(database),
    new MirrorControls(database, marqeta),
    new CheckMirrors(database),
    new TellMarqetaOfWallet(database, marqeta),
    new FindExpiring(database),
    new RenewCard(cards),
    new FindIdleLocks(database),
    new LockIdleCards(database, cards),
    new TellMarqetaOfDispute(database, marqeta),
    new SettleWaitingDisputes(database),
    new RemindOfDisputes(database),
    new WatchFunds(database),
    new SealAudit(sealing),
    new SealAllAudit(sealing),
    new SealDecisions(database),
    new Leave(offboardings),
    new FindLeavers(database),
    new CheckDomains(database, records),
    new LoadSanctionsList(database, config.sanctions.listPath),
    new ScreenSubjects(database, { isOn: config.sanctions.listPath !== null, threshold: config.sanctions.threshold }, tellSanctionsHits),
    new MailSanctions({ database, sealer, mailer, publicUrl: config.publicUrl }),
    new ForgetPerson({ database, ownerUrl: config.databaseOwnerUrl, sealer, list: erasureList }),
    new ReplayErasures(erasures, erasureList),
    new ApplyRetention({ ownerUrl: config.databaseOwnerUrl, clock, log }),
    new MailBrokenBooks({ database, sealer, mailer, publicUrl: config.publicUrl }),
    new MailReset({ database, sealer, mailer, tokens, publicUrl: config.publicUrl }),
    new MailResetDone({ database, sealer, mailer, tokens, publicUrl: config.publicUrl }),
    new MailFactorEnded({ database, sealer, mailer, tokens, publicUrl: config.publicUrl }),
    new MailAccessChange({ database, sealer, mailer, tokens, publicUrl: config.publicUrl }),
    new MailPasskeyChange({ database, sealer, mailer, tokens, publicUrl: config.publicUrl }),
    new MailInvitation({ database, sealer, mailer, tokens, publicUrl: config.publicUrl }),
    new MailNotification({ database, sealer, mailer, publicUrl: config.publicUrl }),
  ] as readonly Job<never>[];

  metrics.add({ name: 'live_sockets', help: 'Open WebSockets of the live feed.', read: () => socket.count });
  metrics.add({ name: 'decisions_waiting', help: 'Authorization requests waiting for their batch.', read: () => money.authorizer.waiting });
  metrics.add({
    name: 'marqeta_circuit',
    help: 'Calls to Marqeta: 0 are sent, 1 one tries whether it is back, 2 none are sent.',
    read: () => ['CLOSED', 'HALF_OPEN', 'OPEN'].indexOf(marqeta.circuit()),
  });
  const server = fastify(serverOptions(log, config.trustedProxies));
  const { widgets } = config.marqeta;
  await edge(server, {
    log,
    publicUrl: config.publicUrl,
    widgetOrigin: widgets === null ? null : new URL(widgets.scriptUrl).origin,
    metrics,
    logShare: config.logShare,
  });
  healthRoutes(server, { source: database.api, log });
  metricsRoute(server, metrics, config.metricsToken);
  if (config.role !== 'worker') {
    const graphql = await startGraphQL(schema, log);
    await server.register(authRoutes, { signIn, sessions, stepUp, resets, invitations, log, publicUrl: config.publicUrl });
    const proof = new PasskeyProof({ sessions, assertions });
    await server.register(passkeyRoutes, { signIn: passkeySignIn, proof, publicUrl: config.publicUrl });
    await server.register(companySignInRoutes, { companySignIn, publicUrl: config.publicUrl, log });
    await server.register(money.routes);
    graphqlRoute(server, {
      server: graphql,
      trusted: new TrustedDocuments(schema, documentsOf(config.apps)),
      database,
      authenticate,
      rates,
      log,
    });
    const forFiles = notWhileReading(rates.admitting(authenticate));
    await server.register(evidenceRoutes, { disputes: services.disputes, authenticate: forFiles });
    await server.register(exportRoute, {
      audit: new AuditExport({ database, sealer, rate: rateLimit(counting, EXPORT_RATE) }),
      authenticate: forFiles,
    });
    await server.register(personExportRoute, { people: personExport, authenticate: forFiles });
    graphqlPage(server);
    await server.register(signInRoutes, {
      ...{ signIn, sessions, invitations },
      viewerOf: ({ headers, ip }) => {
        const token = bearerOf(headers.authorization);
        return token === undefined ? Promise.resolve(null) : rates.admitting(authenticate)(token, ip);
      },
    });
    await server.register(restRoutes, {
      schema,
      version: VERSION,
      open: (request, reply) => contextOf({ database, authenticate, rates }, request, reply),
    });
    const scimUrl = new URL(SCIM_PATH, config.publicUrl).href;
    await server.register(scimRoutes, {
      users: new ScimUsers({ database, sealer, store: sessionStore, baseUrl: scimUrl }),
      groups: new ScimGroups({ database, baseUrl: scimUrl }),
      baseUrl: scimUrl,
      authenticate,
      rates,
    });
    await serveApps(server, config.apps);
    socket.attach(server.server);
  }

  let worker: RunningWorker | null = null;
  return {
    server,
    database,
    services,
    /** Listens, and runs the jobs when that is this process's part. @returns the port */
    async start(): Promise<number> {
      await assertSchemaIsCurrent(database.api);
      await server.listen({ host: config.host, port: config.port });
      sessionWatch.start();
      socketSessions.start();
      reader.start();
      if (config.role === 'api') return portOf(server);
      for (const follower of followers) follower.start();
      worker = await startWorker({ ownerUrl: config.databaseOwnerUrl, jobs, log });
      return portOf(server);
    },
    /** Points the Marqeta account at this process. */
    async connectMarqeta(origin: string): Promise<void> {
      const wanted = desiredAccount(accountSetup(config, origin), await programsOfAll(database.gateway));
      await provision(marqeta, wanted, { baseUrl: config.marqeta.baseUrl });
    },
    /** Applies whatever the inbox has. */
    drain: () => money.drain(),
    async close(): Promise<void> {
      sessionWatch.stop();
      socketSessions.stop();
      socket.close();
      await reader.stop();
      await server.close();
      for (const follower of followers) await follower.stop();
      await worker?.stop();
      mailer?.close();
      await money.stop();
      await bus.close();
      redis.disconnect();
      await database.close();
    },
  };
}

/** With a Redis of its own, processes hear of each other; without one there is one process. */
function busOf(config: Config, redis: Redis, log: Log): FeedBus {
  return config.redisUrl === null ? localFeedBus() : redisFeedBus(redis, log);
}

function portOf({ server }: FastifyInstance): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen on a port');
  return address.port;
}

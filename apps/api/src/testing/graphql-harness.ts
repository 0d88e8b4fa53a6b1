import { fileURLToPath } from 'node:url';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import pg from 'pg';
import type { Member, Viewer } from '../access/viewer.ts';
import { ApiKeyResolver, ServiceAccountResolver } from '../api-keys/api-key.resolver.ts';
import { ApiKeyService } from '../api-keys/api-key.service.ts';
import { ApprovalResolver } from '../approvals/approval.resolver.ts';
import { ApprovalService } from '../approvals/approval.service.ts';
import { BreakGlassResolver } from '../break-glass/break-glass.resolver.ts';
import { BreakGlass } from '../break-glass/break-glass.service.ts';
import { applyWalletTransition } from '../cards/apply-wallet-transition.ts';
import { CardProgramService } from '../cards/card-program.service.ts';
import { CardBulkResolver } from '../cards/bulk/card-bulk.resolver.ts';
import { CardBulkService } from '../cards/bulk/card-bulk.service.ts';
import { IssueResolver } from '../cards/issue/issue.resolver.ts';
import { IssueService } from '../cards/issue/issue.service.ts';
import { CardAccessResolver } from '../cards/card-access.resolver.ts';
import { CardAccessService } from '../cards/card-access.service.ts';
import { CardResolver } from '../cards/card.resolver.ts';
import { CardService } from '../cards/card.service.ts';
import { cardEntities } from '../cards/entities.ts';
import { openContext } from '../context.ts';
import { WalletResolver } from '../cards/wallet.resolver.ts';
import { WalletService } from '../cards/wallet.service.ts';
import { ControlResolver } from '../controls/control.resolver.ts';
import { ControlService } from '../controls/control.service.ts';
import { ClockResolver } from '../controls/clock/clock.resolver.ts';
import { ClockService } from '../controls/clock/clock.service.ts';
import { StopResolver } from '../controls/stops/stop.resolver.ts';
import { StopService } from '../controls/stops/stop.service.ts';
import { ExceptionResolver } from '../controls/exception.resolver.ts';
import { ExceptionService } from '../controls/exception.service.ts';
import { chargebackSink } from '../disputes/apply-chargeback-transition.ts';
import { DisputeResolver } from '../disputes/dispute.resolver.ts';
import { DisputeService } from '../disputes/dispute.service.ts';
import { diskStore } from '../files/disk-store.ts';
import { FileService } from '../files/file.service.ts';
import { FUND_COMMANDS } from '../funds/fund-commands.ts';
import { FundResolver } from '../funds/fund.resolver.ts';
import { FundService } from '../funds/fund.service.ts';
import { type GraphQLServer, startGraphQL } from '../graphql-server.ts';
import { openMoneyPath } from '../money.ts';
import { InstallationResolver } from '../installation/installation.resolver.ts';
import { NotificationResolver } from '../notifications/notification.resolver.ts';
import { NotificationService } from '../notifications/notification.service.ts';
import { tellAuthentication } from '../notifications/tell-authentication.ts';
import { tellReading } from '../notifications/tell-reading.ts';
import { rateLimit } from '../platform/rate-limit.ts';
import { openRedis } from '../platform/redis.ts';
import { PREFLIGHT_RATE, PreflightResolver } from '../preflight/preflight.resolver.ts';
import { ReplayResolver } from '../replay/replay.resolver.ts';
import { PeopleBulkResolver } from '../people/bulk/people-bulk.resolver.ts';
import { PeopleBulkService } from '../people/bulk/people-bulk.service.ts';
import { PersonCommands } from '../people/manage/person-commands.ts';
import { PersonCommandsResolver } from '../people/manage/person-commands.resolver.ts';
import { PersonResolver } from '../people/person.resolver.ts';
import { ProfileResolver, ProfileService } from '../people/profile.ts';
import { applyHolderTransition, companiesOfHolders } from '../people/verification/apply-holder-transition.ts';
import { Terms } from '../people/verification/terms.ts';
import { VerificationResolver } from '../people/verification/verification.resolver.ts';
import { VerificationService } from '../people/verification/verification.service.ts';
import { SessionResolver } from '../people/session.resolver.ts';
import { InvitationResolver } from '../people/invitation.resolver.ts';
import { InvitationService } from '../people/invitation.service.ts';
import { InvitationBulkResolver, InvitationBulkRowResolver } from '../people/invite-many/invitation-bulk.resolver.ts';
import { InvitationBulkService } from '../people/invite-many/invitation-bulk.service.ts';
import { OwnSecondFactor } from '../people/second-factor/own-second-factor.ts';
import { LostFactor, LostFactorResolver } from '../people/second-factor/lost-factor.ts';
import { OwnPassword, OwnPasswordResolver } from '../people/own-password.ts';
import { OwnPasskeys } from '../people/passkeys/own-passkeys.ts';
import { PasskeyResolver } from '../people/passkeys/passkey.resolver.ts';
import { relyingPartyOf } from '../people/passkeys/relying-party.ts';
import { SecondFactorResolver } from '../people/second-factor/second-factor.resolver.ts';
import { OwnSessions } from '../people/sign-in/own-sessions.ts';
import { RiskCaseResolver } from '../risk/case.resolver.ts';
import { CaseService } from '../risk/case.service.ts';
import { RiskQuestionResolver } from '../risk/question.resolver.ts';
import { QuestionService } from '../risk/question.service.ts';
import { RiskSettingsResolver } from '../risk/settings.resolver.ts';
import { RiskSettingsService } from '../risk/settings.service.ts';
import { SanctionsHitResolver } from '../sanctions/hit.resolver.ts';
import { HitService } from '../sanctions/hit.service.ts';
import { SessionStore } from '../people/sign-in/session-store.ts';
import { ViewerResolver } from '../people/viewer.resolver.ts';
import { Departure } from '../offboarding/departure.ts';
import { OffboardingResolver } from '../offboarding/offboarding.resolver.ts';
import { OffboardingService } from '../offboarding/offboarding.service.ts';
import { ErasureResolver } from '../privacy/erasure.resolver.ts';
import { ErasureService } from '../privacy/erasure.service.ts';
import { PersonExport } from '../privacy/person-export.ts';
import { PersonExportResolver } from '../privacy/person-export.resolver.ts';
import { RetentionResolver } from '../privacy/retention.resolver.ts';
import { RetentionService } from '../privacy/retention.service.ts';
import { CompanySignInResolver } from '../people/company-sign-in/company-sign-in.resolver.ts';
import { OpenId } from '../people/company-sign-in/openid.ts';
import { ProviderService } from '../people/company-sign-in/provider.service.ts';
import { outgoing } from '../platform/outgoing.ts';
import { BudgetResolver } from '../reports/budget.resolver.ts';
import { BudgetService } from '../reports/budget.service.ts';
import { createLog } from '../platform/log.ts';
import { buildSchema } from '../schema.ts';
import { RefundsOfTransactionResolver } from '../transactions/refunds/refund.resolver.ts';
import { RefundService } from '../transactions/refunds/refund.service.ts';
import { DeadLetterResolver } from '../webhooks/dead-letter.resolver.ts';
import { DeadLetterService } from '../webhooks/dead-letter.service.ts';
import { memberAs } from './feed-harness.ts';
import { GATEWAY, NO_LISTS, Process, SECRET, WEBHOOK } from './money-harness.ts';
import { openPeople, type PeopleHarness, type TestCompany } from './people-harness.ts';
import { hearStatements, type Statement } from './statements.ts';

type Answer = {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLFormattedError[];
};

/** The product's own texts. */
const TERMS_FOLDER = fileURLToPath(new URL('../../terms/', import.meta.url));

export type GraphQLHarness = PeopleHarness & {
  readonly schema: GraphQLSchema;
  readonly server: GraphQLServer;
  readonly cards: CardService;
  readonly issuing: IssueService;
  readonly controls: ControlService;
  readonly exceptions: ExceptionService;
  readonly programs: CardProgramService;
  readonly disputes: DisputeService;
  readonly funds: FundService;
  readonly approvals: ApprovalService;
  readonly apiKeys: ApiKeyService;
  readonly invitations: InvitationService;
  readonly erasures: ErasureService;
  readonly offboardings: OffboardingService;
  readonly breakGlass: BreakGlass;
  readonly personExport: PersonExport;
  /** A company of five people in two teams, with a card for each employee. */
  prepare(name?: string): Promise<Scene>;
  /** One operation, through the real server. */
  ask(viewer: Viewer | null, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Marqeta, as it asks and tells. */
  readonly marqeta: Process;
  /** Superuser, for looking and for what no service of ours does. */
  readonly admin: pg.Pool;
  /** Statements that the last operation sent, to command and to read. */
  statements(): readonly string[];
  /** The same, with what they were given. */
  sent(): readonly Statement[];
};

export type Scene = {
  readonly company: TestCompany;
  readonly companyId: string;
  readonly design: string;
  readonly sales: string;
  readonly programId: string;
  /** Of Bruno, who is in Design, and of Carol, who is in Sales. */
  readonly brunosCard: string;
  readonly carolsCard: string;
  /** What Marqeta calls their cards, which it has confirmed. */
  readonly brunos: { readonly token: string };
  readonly carols: { readonly token: string };
  /** Marta manages Design. */
  readonly as: Readonly<Record<'ana' | 'marta' | 'rui' | 'bruno' | 'carol', Member>>;
};

/** What Marqeta gives for its frames. */
const TOKENS: ConstructorParameters<typeof CardAccessService>[0]['client'] = {
  clientAccessTokens: {
    create: () => Promise.resolve({ token: 'client-access-token' }),
    get: () => Promise.reject(new Error('nobody asks for it')),
  },
  pinControlToken: () => Promise.resolve({ control_token: 'control-token' }),
  walletProvisioning: {
    applePay: () => Promise.resolve({ card_token: '', encrypted_pass_data: 'e', activation_data: 'a', ephemeral_public_key: 'k' }),
    googlePay: () => Promise.resolve({ card_token: '', push_tokenize_request_data: { opaque_payment_card: 'o' } }),
  },
};
const WIDGETS = { scriptUrl: 'https://widgets.example/marqeta.min.js', pinUrl: 'https://widgets.example/pin' };

export async function openGraphQL(): Promise<GraphQLHarness> {
  const people = await openPeople(cardEntities);
  const { database, sealer } = people;
  const controls = new ControlService(database);
  const exceptions = new ExceptionService(database);
  const cards = new CardService(database);
  const issuing = new IssueService(database, controls);
  const programs = new CardProgramService(database);
  const terms = new Terms(TERMS_FOLDER);
  const files = await mkdtemp(join(tmpdir(), 'afc-files-'));
  const disputes = new DisputeService(database, new FileService(database, diskStore(files)));
  const apiKeys = new ApiKeyService(database);
  const approvals = new ApprovalService(database, FUND_COMMANDS);
  const funds = new FundService(database, approvals);
  const invitations = new InvitationService(database, sealer);
  const personExport = new PersonExport({ database, sealer });
  const erasures = new ErasureService(database, sealer);
  const departure = new Departure({ database, cards, approvals, teams: people.teams, people: erasures });
  const offboardings = new OffboardingService(database, departure);
  const breakGlass = new BreakGlass({ database, store: new SessionStore(null, database.log), tell: tellReading, mails: true });
  const schema = buildSchema({
    viewer: new ViewerResolver(sealer),
    profile: new ProfileResolver(new ProfileService(database)),
    peopleBulk: new PeopleBulkResolver(new PeopleBulkService(database)),
    invitation: new InvitationResolver(invitations, sealer),
    invitationBulk: new InvitationBulkResolver(new InvitationBulkService(database, sealer)),
    invitationBulkRow: new InvitationBulkRowResolver(sealer),
    secondFactor: new SecondFactorResolver(new OwnSecondFactor({ database, sealer })),
    passkey: new PasskeyResolver(new OwnPasskeys({ database, sealer, relyingParty: relyingPartyOf('https://cards.example') })),
    companySignIn: new CompanySignInResolver(providersOf(people), 'https://cards.example'),
    session: new SessionResolver(new OwnSessions(database, new SessionStore(null, database.log))),
    ownPassword: new OwnPasswordResolver(new OwnPassword({ database, sealer, store: new SessionStore(null, database.log) })),
    personCommands: new PersonCommandsResolver(new PersonCommands({ database, store: new SessionStore(null, database.log) })),
    lostFactor: new LostFactorResolver(new LostFactor({ database, store: new SessionStore(null, database.log) })),
    person: new PersonResolver(sealer),
    erasure: new ErasureResolver(erasures),
    offboarding: new OffboardingResolver(offboardings),
    personExport: new PersonExportResolver(personExport),
    retention: new RetentionResolver(new RetentionService(database)),
    card: new CardResolver(cards),
    cardBulk: new CardBulkResolver(new CardBulkService(database)),
    issue: new IssueResolver(issuing),
    wallet: new WalletResolver(new WalletService(database)),
    cardAccess: new CardAccessResolver(new CardAccessService({ database, client: TOKENS, widgets: WIDGETS })),
    control: new ControlResolver(controls),
    preflight: new PreflightResolver(
      rateLimit({ redis: openRedis({ url: null, log: database.log }), clock: database.clock, log: database.log }, PREFLIGHT_RATE),
    ),
    replay: new ReplayResolver(),
    clock: new ClockResolver(new ClockService(database)),
    stop: new StopResolver(new StopService(database)),
    refund: new RefundsOfTransactionResolver(new RefundService(database)),
    exception: new ExceptionResolver(exceptions),
    dispute: new DisputeResolver(disputes),
    approval: new ApprovalResolver(approvals),
    serviceAccount: new ServiceAccountResolver(apiKeys),
    apiKey: new ApiKeyResolver(apiKeys),
    fund: new FundResolver(funds),
    budget: new BudgetResolver(new BudgetService(database)),
    riskCase: new RiskCaseResolver(new CaseService(database)),
    riskQuestion: new RiskQuestionResolver(new QuestionService(database, cards)),
    riskSettings: new RiskSettingsResolver(new RiskSettingsService(database)),
    sanctionsHit: new SanctionsHitResolver(new HitService(database)),
    notification: new NotificationResolver(new NotificationService(database)),
    verification: new VerificationResolver(new VerificationService(database, sealer, terms), terms, sealer),
    installation: new InstallationResolver({ issuerReachable: () => Promise.resolve(true), version: 'test' }),
    breakGlass: new BreakGlassResolver(breakGlass),
    deadLetter: new DeadLetterResolver(new DeadLetterService(database)),
  });
  const server = await startGraphQL(schema, database.log);
  const admin = new pg.Pool({ connectionString: people.clone.adminUrl, max: 2 });
  // The database is dropped while its last connections say goodbye.
  admin.on('error', () => undefined);
  const path = openMoneyPath({
    ...{
      gateway: database.gateway,
      clock: database.clock,
      log: createLog(process.env['TEST_LOG'] ?? 'silent'),
      publisher: database.publisher,
    },
    marqeta: { gateway: GATEWAY, webhook: WEBHOOK, webhookSecrets: [SECRET], allowedIps: [] },
    ...{ decisionDeadlineMs: 5_000, appliesInbox: true },
    applyCardTransition: () => Promise.resolve(null),
    applyWalletTransition: (client, transition) => applyWalletTransition(client, transition, database.clock),
    applyAuthentication: (client, transition) => tellAuthentication(client, transition, database.clock),
    holders: { companiesOf: companiesOfHolders, apply: applyHolderTransition },
    chargebacks: chargebackSink(database.clock),
    askMarqeta: () => Promise.resolve(null),
    askRelated: () => Promise.resolve([]),
    lists: NO_LISTS,
    listPauseMs: 0,
  });
  const gateway = fastify({ logger: false });
  await gateway.register(path.routes);
  let sent: Statement[] = [];
  hearStatements(database.api, (statement) => void sent.push(statement));

  return {
    ...people,
    ...{ schema, server, cards, issuing, controls, exceptions, programs, disputes, funds, approvals, apiKeys, admin },
    marqeta: new Process(path, gateway),
    invitations,
    erasures,
    offboardings,
    breakGlass,
    personExport,
    sent: () => sent,
    statements: () => sent.map(({ sql }) => sql),
    prepare: (name) => prepare({ people, programs, issuing, funds, admin }, name),
    async ask(viewer, query, variables = {}) {
      sent = [];
      const contextValue = openContext(database, { viewer, locale: viewer?.locale ?? 'en', traceId: 'trace-of-test', note: {} });
      const { body } = await server.executeOperation({ query, variables }, { contextValue });
      if (body.kind !== 'single') throw new Error('answered in parts');
      // As it goes over the wire: dates are texts there.
      const { data, errors } = JSON.parse(JSON.stringify(body.singleResult)) as Partial<Answer>;
      return { data: data ?? null, errors: errors ?? [] };
    },
    async close() {
      await server.stop();
      await gateway.close();
      await path.stop();
      await admin.end();
      await people.close();
      await rm(files, { recursive: true, force: true });
    },
  };
}

/** No provider is asked here, and no DNS. */
function providersOf({ database, sealer, clock }: PeopleHarness): ProviderService {
  const openId = new OpenId(outgoing({ allowed: [] }), clock);
  const records = () => Promise.resolve(null);
  return new ProviderService({ database, sealer, openId, store: new SessionStore(null, database.log), records });
}

type Makers = { people: PeopleHarness; programs: CardProgramService; issuing: IssueService; funds: FundService; admin: pg.Pool };

async function prepare({ people, programs, issuing, funds, admin }: Makers, name?: string): Promise<Scene> {
  const company = await people.createCompany(name);
  const { companyId, system } = company;
  const [design, sales] = [await company.addTeam('Design'), await company.addTeam('Sales')];
  const bruno = (await company.addPerson('Bruno', { teams: [{ teamId: design }] })).personId;
  const carol = (await company.addPerson('Carol', { teams: [{ teamId: sales }] })).personId;
  const marta = (await company.addPerson('Marta', { role: 'MANAGER', teams: [{ teamId: design, isManager: true }] })).personId;
  const rui = (await company.addPerson('Rui', { role: 'ACCOUNTANT' })).personId;
  const { programId } = await programs.create(system, { name: 'Everyday', cardType: 'VIRTUAL', color: 'atlantic' });
  await funds.fund(system, { minor: 1_000_000n, currency: 'EUR' });
  const issue = async (holderId: string) =>
    (await issuing.issue(system, { idempotencyKey: `card of ${holderId}`, holderId, programId, name: 'Everyday' })).cardId;
  const [brunosCard, carolsCard] = [await issue(bruno), await issue(carol)];
  // As Marqeta's word on them would be applied.
  await admin.query(
    `UPDATE cards SET issuer_status = 'ACTIVE', waiting_since = NULL, last_four = CASE id WHEN $1 THEN '7701' ELSE '7702' END,
            expires_at = '2030-03-31T23:59:59Z' WHERE id IN ($1, $2)`,
    [brunosCard, carolsCard],
  );
  const { rows: identities } = await admin.query<{ id: string; identity_id: string }>(
    `SELECT id, identity_id FROM users WHERE company_id = $1`,
    [companyId],
  );
  const identityOf = new Map(identities.map(({ id, identity_id: identityId }) => [id, identityId]));
  const as = (userId: string, displayName: string, but: Partial<Member>) =>
    memberAs({ companyId, userId, displayName, identityId: identityOf.get(userId) ?? userId, ...but });
  return {
    ...{ company, companyId, design, sales, programId },
    ...{ brunosCard, carolsCard },
    // Our id of a card is Marqeta's token of it.
    brunos: { token: brunosCard },
    carols: { token: carolsCard },
    as: {
      ana: as(company.adminId, 'Ana Costa', { role: 'ADMIN' }),
      marta: as(marta, 'Marta Silva', { role: 'MANAGER', teamIds: [design], managedTeamIds: [design] }),
      rui: as(rui, 'Rui Silva', { role: 'ACCOUNTANT' }),
      bruno: as(bruno, 'Bruno Silva', { role: 'EMPLOYEE', teamIds: [design] }),
      carol: as(carol, 'Carol Silva', { role: 'EMPLOYEE', teamIds: [sales] }),
    },
  };
}

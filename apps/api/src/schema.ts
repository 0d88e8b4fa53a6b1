import type { GraphQLSchema } from 'graphql';
import type { AuthChecker } from 'type-graphql';
import { ForbiddenError, UnauthenticatedError } from './access/access.errors.ts';
import type { GraphQLContext } from './access/graphql-context.ts';
import type { Role } from './access/viewer.ts';
import { ApiKeyResolver, ServiceAccountResolver } from './api-keys/api-key.resolver.ts';
import { ApprovalResolver } from './approvals/approval.resolver.ts';
import { AuditLogResolver } from './audit/audit-log.resolver.ts';
import { BreakGlassResolver, ReadingOfViewerResolver } from './break-glass/break-glass.resolver.ts';
import { CardBulkResolver, CardBulkRowResolver } from './cards/bulk/card-bulk.resolver.ts';
import { IssueBulkRowResolver, IssueResolver } from './cards/issue/issue.resolver.ts';
import { CardAccessResolver } from './cards/card-access.resolver.ts';
import { CardEventResolver } from './cards/card-event.resolver.ts';
import { CardOfFeedResolver, CardsOfPersonResolver } from './cards/card-links.resolver.ts';
import { CardProgramResolver } from './cards/card-program.resolver.ts';
import { CardResolver } from './cards/card.resolver.ts';
import { CardLimitsResolver } from './controls/card-limits.resolver.ts';
import { WalletResolver, WalletsOfCardResolver } from './cards/wallet.resolver.ts';
import { ControlResolver } from './controls/control.resolver.ts';
import { CardOfSubscriptionResolver, SubscriptionsAboveControlResolver } from './controls/running-subscriptions.resolver.ts';
import { ClockResolver } from './controls/clock/clock.resolver.ts';
import { StopOfCardResolver, StopOfCompanyResolver, StopOfProgramResolver, StopResolver } from './controls/stops/stop.resolver.ts';
import { CardExceptionsResolver, ExceptionResolver } from './controls/exception.resolver.ts';
import { DisputeEvidenceResolver, DisputeResolver, DisputesOfTransactionResolver } from './disputes/dispute.resolver.ts';
import { FeedResolver, NotificationFeedResolver } from './feed/feed.resolver.ts';
import { CauseOfEntryResolver, FundResolver, LooseningOfSettingResolver } from './funds/fund.resolver.ts';
import { InstallationResolver } from './installation/installation.resolver.ts';
import { LedgerCheckResolver } from './ledger/ledger-check.resolver.ts';
import { NotificationOfFeedResolver, NotificationResolver, UnreadNotificationsResolver } from './notifications/notification.resolver.ts';
import { CompanyResolver } from './people/company.resolver.ts';
import { PreflightResolver } from './preflight/preflight.resolver.ts';
import { ReplayResolver, SubscriptionsAboveReplayResolver } from './replay/replay.resolver.ts';
import { TraitNamesResolver } from './controls/trait-names.resolver.ts';
import { PeopleBulkResolver, PeopleBulkRowResolver } from './people/bulk/people-bulk.resolver.ts';
import { PersonCommandsResolver } from './people/manage/person-commands.resolver.ts';
import { PersonResolver } from './people/person.resolver.ts';
import { TeamResolver } from './people/team.resolver.ts';
import { VerificationResolver } from './people/verification/verification.resolver.ts';
import { ProfileResolver } from './people/profile.ts';
import { LostFactorResolver } from './people/second-factor/lost-factor.ts';
import { OwnPasswordResolver } from './people/own-password.ts';
import { CompanySignInResolver } from './people/company-sign-in/company-sign-in.resolver.ts';
import { PasskeyResolver } from './people/passkeys/passkey.resolver.ts';
import { SecondFactorResolver } from './people/second-factor/second-factor.resolver.ts';
import { InvitationResolver } from './people/invitation.resolver.ts';
import { InvitationBulkResolver, InvitationBulkRowResolver } from './people/invite-many/invitation-bulk.resolver.ts';
import { SessionResolver } from './people/session.resolver.ts';
import { ViewerResolver } from './people/viewer.resolver.ts';
import { RefundLinkResolver, RefundsOfTransactionResolver } from './transactions/refunds/refund.resolver.ts';
import {
  TransactionOfFeedResolver,
  TransactionsOfCardResolver,
  TransactionsOfPersonResolver,
} from './transactions/transaction-links.resolver.ts';
import { DecisionTimingResolver } from './transactions/decision-timing.ts';
import { OrphanHoldResolver } from './transactions/orphan-hold.resolver.ts';
import { transactionFields, TransactionResolver } from './transactions/transaction.resolver.ts';
import { buildSchemaOf } from './platform/graphql/build-schema.ts';
import { usePlainResolvers } from './platform/graphql/plain-resolvers.ts';
import { ReconciliationResolver } from './reconciliation/reconciliation.resolver.ts';
import { OffboardingResolver } from './offboarding/offboarding.resolver.ts';
import { PersonHoldingsResolver } from './offboarding/person-holdings.resolver.ts';
import { ErasureResolver } from './privacy/erasure.resolver.ts';
import { PersonExportResolver } from './privacy/person-export.resolver.ts';
import { RetentionResolver } from './privacy/retention.resolver.ts';
import { BudgetResolver } from './reports/budget.resolver.ts';
import { SpendOverviewResolver } from './reports/spend-overview.resolver.ts';
import { RiskAlertResolver, RiskCaseEventResolver, RiskCaseResolver } from './risk/case.resolver.ts';
import { QuestionOfTransactionResolver, RiskQuestionResolver } from './risk/question.resolver.ts';
import { RiskSettingsResolver } from './risk/settings.resolver.ts';
import { SanctionsHitResolver } from './sanctions/hit.resolver.ts';
import { SpendReportResolver, SpendReportRowResolver } from './reports/spend-report.resolver.ts';
import { DeadLetterResolver, OpenDeadLettersResolver } from './webhooks/dead-letter.resolver.ts';
import { WebhookHealthResolver } from './webhooks/webhook-health.resolver.ts';

/** Every resolver of the product. Those that need something are made by `app.ts`. */
const RESOLVERS = [
  ViewerResolver,
  ProfileResolver,
  SessionResolver,
  SecondFactorResolver,
  PasskeyResolver,
  OwnPasswordResolver,
  PersonCommandsResolver,
  LostFactorResolver,
  CompanySignInResolver,
  CompanyResolver,
  PersonResolver,
  PeopleBulkResolver,
  PeopleBulkRowResolver,
  ErasureResolver,
  OffboardingResolver,
  PersonHoldingsResolver,
  PersonExportResolver,
  RetentionResolver,
  InvitationResolver,
  InvitationBulkResolver,
  InvitationBulkRowResolver,
  TeamResolver,
  CardResolver,
  CardAccessResolver,
  CardBulkResolver,
  CardBulkRowResolver,
  IssueResolver,
  IssueBulkRowResolver,
  WalletResolver,
  WalletsOfCardResolver,
  CardEventResolver,
  CardProgramResolver,
  CardsOfPersonResolver,
  CardOfFeedResolver,
  ControlResolver,
  ExceptionResolver,
  CardExceptionsResolver,
  CardLimitsResolver,
  SubscriptionsAboveControlResolver,
  CardOfSubscriptionResolver,
  TraitNamesResolver,
  PreflightResolver,
  ReplayResolver,
  SubscriptionsAboveReplayResolver,
  ClockResolver,
  StopResolver,
  StopOfCardResolver,
  StopOfProgramResolver,
  StopOfCompanyResolver,
  TransactionResolver,
  DecisionTimingResolver,
  OrphanHoldResolver,
  TransactionsOfCardResolver,
  TransactionsOfPersonResolver,
  TransactionOfFeedResolver,
  RefundsOfTransactionResolver,
  RefundLinkResolver,
  DisputeResolver,
  DisputesOfTransactionResolver,
  DisputeEvidenceResolver,
  RiskCaseResolver,
  RiskAlertResolver,
  RiskCaseEventResolver,
  RiskQuestionResolver,
  QuestionOfTransactionResolver,
  RiskSettingsResolver,
  SanctionsHitResolver,
  SpendOverviewResolver,
  SpendReportResolver,
  SpendReportRowResolver,
  BudgetResolver,
  NotificationResolver,
  NotificationOfFeedResolver,
  UnreadNotificationsResolver,
  LedgerCheckResolver,
  AuditLogResolver,
  ApprovalResolver,
  ServiceAccountResolver,
  ApiKeyResolver,
  FundResolver,
  LooseningOfSettingResolver,
  CauseOfEntryResolver,
  InstallationResolver,
  DeadLetterResolver,
  OpenDeadLettersResolver,
  BreakGlassResolver,
  ReadingOfViewerResolver,
  WebhookHealthResolver,
  ReconciliationResolver,
  VerificationResolver,
  FeedResolver,
  NotificationFeedResolver,
] as const;

type ResolverClass = (typeof RESOLVERS)[number];

/** The resolvers that have needs. One that is missing does not compile. */
export type Resolvers = {
  readonly viewer: ViewerResolver;
  readonly profile: ProfileResolver;
  readonly session: SessionResolver;
  readonly secondFactor: SecondFactorResolver;
  readonly passkey: PasskeyResolver;
  readonly ownPassword: OwnPasswordResolver;
  readonly personCommands: PersonCommandsResolver;
  readonly lostFactor: LostFactorResolver;
  readonly companySignIn: CompanySignInResolver;
  readonly person: PersonResolver;
  readonly peopleBulk: PeopleBulkResolver;
  readonly erasure: ErasureResolver;
  readonly offboarding: OffboardingResolver;
  readonly personExport: PersonExportResolver;
  readonly retention: RetentionResolver;
  readonly invitation: InvitationResolver;
  readonly invitationBulk: InvitationBulkResolver;
  readonly invitationBulkRow: InvitationBulkRowResolver;
  readonly card: CardResolver;
  readonly cardAccess: CardAccessResolver;
  readonly cardBulk: CardBulkResolver;
  readonly issue: IssueResolver;
  readonly wallet: WalletResolver;
  readonly control: ControlResolver;
  readonly preflight: PreflightResolver;
  readonly replay: ReplayResolver;
  readonly clock: ClockResolver;
  readonly stop: StopResolver;
  readonly refund: RefundsOfTransactionResolver;
  readonly exception: ExceptionResolver;
  readonly dispute: DisputeResolver;
  readonly approval: ApprovalResolver;
  readonly serviceAccount: ServiceAccountResolver;
  readonly apiKey: ApiKeyResolver;
  readonly fund: FundResolver;
  readonly riskCase: RiskCaseResolver;
  readonly riskQuestion: RiskQuestionResolver;
  readonly riskSettings: RiskSettingsResolver;
  readonly sanctionsHit: SanctionsHitResolver;
  readonly budget: BudgetResolver;
  readonly notification: NotificationResolver;
  readonly installation: InstallationResolver;
  readonly deadLetter: DeadLetterResolver;
  readonly breakGlass: BreakGlassResolver;
  readonly verification: VerificationResolver;
};

/** `@Authorized()` asks for anybody who is signed in, `@Authorized('ADMIN')` for one of the roles named. */
const authChecker: AuthChecker<GraphQLContext, Role> = ({ context: { viewer } }, roles) => {
  if (viewer === null) throw new UnauthenticatedError();
  if (roles.length > 0 && !roles.includes(viewer.role)) throw new ForbiddenError();
  return true;
};

export function buildSchema(made: Resolvers): GraphQLSchema {
  const instances = new Map<unknown, object>(Object.values(made).map((resolver) => [resolver.constructor, resolver]));
  for (const resolver of RESOLVERS) if (!instances.has(resolver)) instances.set(resolver, withoutNeeds(resolver));
  return schemaOf((resolver) => instances.get(resolver));
}

function withoutNeeds(resolver: ResolverClass): object {
  if (resolver.length > 0) throw new Error(`${resolver.name} needs something and was not made`);
  return new (resolver as new () => object)();
}

/** The contract alone, for printing it. Its resolvers cannot run. */
export function buildContract(): GraphQLSchema {
  return schemaOf(() => undefined);
}

function schemaOf(instanceOf: (resolver: unknown) => object | undefined): GraphQLSchema {
  const schema = buildSchemaOf({ resolvers: [...RESOLVERS], container: { get: instanceOf }, authChecker });
  usePlainResolvers(schema, transactionFields);
  return schema;
}

import { ApiKeyResolver, ServiceAccountResolver } from './api-keys/api-key.resolver.ts';
import { ApprovalResolver } from './approvals/approval.resolver.ts';
import { BreakGlassResolver } from './break-glass/break-glass.resolver.ts';
import { BreakGlass } from './break-glass/break-glass.service.ts';
import { CardBulkResolver } from './cards/bulk/card-bulk.resolver.ts';
import { CardBulkService } from './cards/bulk/card-bulk.service.ts';
import { CardAccessResolver } from './cards/card-access.resolver.ts';
import { CardAccessService } from './cards/card-access.service.ts';
import { CardResolver } from './cards/card.resolver.ts';
import { IssueResolver } from './cards/issue/issue.resolver.ts';
import { WalletResolver } from './cards/wallet.resolver.ts';
import { WalletService } from './cards/wallet.service.ts';
import { ClockResolver } from './controls/clock/clock.resolver.ts';
import { ControlResolver } from './controls/control.resolver.ts';
import { ExceptionResolver } from './controls/exception.resolver.ts';
import { ExceptionService } from './controls/exception.service.ts';
import { StopResolver } from './controls/stops/stop.resolver.ts';
import { StopService } from './controls/stops/stop.service.ts';
import { DisputeResolver } from './disputes/dispute.resolver.ts';
import type { Entrance } from './entrance.ts';
import type { Foundation } from './foundation.ts';
import { FundResolver } from './funds/fund.resolver.ts';
import { InstallationResolver } from './installation/installation.resolver.ts';
import { issuerProbe } from './installation/issuer-probe.ts';
import { NotificationResolver } from './notifications/notification.resolver.ts';
import { NotificationService } from './notifications/notification.service.ts';
import { tellReading } from './notifications/tell-reading.ts';
import { OffboardingResolver } from './offboarding/offboarding.resolver.ts';
import { PeopleBulkResolver } from './people/bulk/people-bulk.resolver.ts';
import { PeopleBulkService } from './people/bulk/people-bulk.service.ts';
import { CompanySignInResolver } from './people/company-sign-in/company-sign-in.resolver.ts';
import { InvitationResolver } from './people/invitation.resolver.ts';
import { InvitationService } from './people/invitation.service.ts';
import { InvitationBulkResolver, InvitationBulkRowResolver } from './people/invite-many/invitation-bulk.resolver.ts';
import { InvitationBulkService } from './people/invite-many/invitation-bulk.service.ts';
import { PersonCommandsResolver } from './people/manage/person-commands.resolver.ts';
import { PersonCommands } from './people/manage/person-commands.ts';
import { OwnPassword, OwnPasswordResolver } from './people/own-password.ts';
import { OwnPasskeys } from './people/passkeys/own-passkeys.ts';
import { PasskeyResolver } from './people/passkeys/passkey.resolver.ts';
import { PersonResolver } from './people/person.resolver.ts';
import { ProfileResolver, ProfileService } from './people/profile.ts';
import { LostFactor, LostFactorResolver } from './people/second-factor/lost-factor.ts';
import { OwnSecondFactor } from './people/second-factor/own-second-factor.ts';
import { SecondFactorResolver } from './people/second-factor/second-factor.resolver.ts';
import { SessionResolver } from './people/session.resolver.ts';
import { OwnSessions } from './people/sign-in/own-sessions.ts';
import { VerificationResolver } from './people/verification/verification.resolver.ts';
import { VerificationService } from './people/verification/verification.service.ts';
import { ViewerResolver } from './people/viewer.resolver.ts';
import { rateLimit } from './platform/rate-limit.ts';
import { PREFLIGHT_RATE, PreflightResolver } from './preflight/preflight.resolver.ts';
import { ErasureResolver } from './privacy/erasure.resolver.ts';
import { PersonExportResolver } from './privacy/person-export.resolver.ts';
import { RetentionResolver } from './privacy/retention.resolver.ts';
import { RetentionService } from './privacy/retention.service.ts';
import { ReplayResolver } from './replay/replay.resolver.ts';
import { BudgetResolver } from './reports/budget.resolver.ts';
import { RiskCaseResolver } from './risk/case.resolver.ts';
import { CaseService } from './risk/case.service.ts';
import { RiskQuestionResolver } from './risk/question.resolver.ts';
import { QuestionService } from './risk/question.service.ts';
import { RiskSettingsResolver } from './risk/settings.resolver.ts';
import { RiskSettingsService } from './risk/settings.service.ts';
import { SanctionsHitResolver } from './sanctions/hit.resolver.ts';
import { HitService } from './sanctions/hit.service.ts';
import type { Resolvers } from './schema.ts';
import type { Services } from './services.ts';
import { RefundsOfTransactionResolver } from './transactions/refunds/refund.resolver.ts';
import { RefundService } from './transactions/refunds/refund.service.ts';
import { VERSION } from './version.ts';
import { DeadLetterResolver } from './webhooks/dead-letter.resolver.ts';
import { DeadLetterService } from './webhooks/dead-letter.service.ts';

/** The resolvers that have needs, made with them. */
export function openResolvers(foundation: Foundation, services: Services, entrance: Entrance): Resolvers {
  const { config, clock, database, sealer, marqeta } = foundation;
  const { cards, terms } = services;
  const { store } = entrance;
  return {
    viewer: new ViewerResolver(sealer),
    profile: new ProfileResolver(new ProfileService(database)),
    session: new SessionResolver(new OwnSessions(database, store)),
    peopleBulk: new PeopleBulkResolver(new PeopleBulkService(database)),
    invitation: new InvitationResolver(new InvitationService(database, sealer), sealer),
    invitationBulk: new InvitationBulkResolver(new InvitationBulkService(database, sealer)),
    invitationBulkRow: new InvitationBulkRowResolver(sealer),
    secondFactor: new SecondFactorResolver(new OwnSecondFactor({ database, sealer })),
    passkey: new PasskeyResolver(new OwnPasskeys({ database, sealer, relyingParty: entrance.relyingParty })),
    ownPassword: new OwnPasswordResolver(new OwnPassword({ database, sealer, store })),
    personCommands: new PersonCommandsResolver(new PersonCommands({ database, store })),
    lostFactor: new LostFactorResolver(new LostFactor({ database, store })),
    companySignIn: new CompanySignInResolver(entrance.providers, config.publicUrl),
    person: new PersonResolver(sealer),
    erasure: new ErasureResolver(services.erasures),
    offboarding: new OffboardingResolver(services.offboardings),
    personExport: new PersonExportResolver(services.personExport),
    retention: new RetentionResolver(new RetentionService(database)),
    card: new CardResolver(cards),
    cardBulk: new CardBulkResolver(new CardBulkService(database)),
    issue: new IssueResolver(services.issuing),
    wallet: new WalletResolver(new WalletService(database)),
    cardAccess: new CardAccessResolver(new CardAccessService({ database, client: marqeta, widgets: config.marqeta.widgets })),
    control: new ControlResolver(services.controls),
    preflight: new PreflightResolver(rateLimit(foundation, PREFLIGHT_RATE)),
    replay: new ReplayResolver(),
    clock: new ClockResolver(services.clocks),
    stop: new StopResolver(new StopService(database)),
    refund: new RefundsOfTransactionResolver(new RefundService(database)),
    exception: new ExceptionResolver(new ExceptionService(database)),
    dispute: new DisputeResolver(services.disputes),
    approval: new ApprovalResolver(services.approvals),
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
    breakGlass: new BreakGlassResolver(new BreakGlass({ database, store, tell: tellReading, mails: config.smtpUrl !== null })),
    deadLetter: new DeadLetterResolver(new DeadLetterService(database)),
  };
}

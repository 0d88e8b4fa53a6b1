import { CheckpointSigner } from './audit/checkpoint.ts';
import { SealDecisions } from './audit/seal-decisions.job.ts';
import { SealAllAudit, SealAudit } from './audit/seal.job.ts';
import { FindExpiring, RenewCard } from './cards/renew.job.ts';
import { SettleWaiting } from './cards/settle-waiting.job.ts';
import { TellMarqeta } from './cards/tell-marqeta.job.ts';
import { TellMarqetaOfWallet } from './cards/tell-wallet.job.ts';
import { FindIdleLocks, LockIdleCards } from './controls/idle-lock.job.ts';
import { CheckMirrors, MirrorControls } from './controls/mirror/mirror.job.ts';
import { RemindOfDisputes } from './disputes/remind.job.ts';
import { SettleWaitingDisputes } from './disputes/settle-waiting.job.ts';
import { TellMarqetaOfDispute } from './disputes/tell-marqeta.job.ts';
import type { Entrance } from './entrance.ts';
import type { Foundation } from './foundation.ts';
import { WatchFunds } from './funds/watch.job.ts';
import type { MoneyPath } from './money.ts';
import { mailJobs } from './notifications/mail-jobs.ts';
import type { Mailer } from './notifications/mailer.ts';
import { tellDomain } from './notifications/tell-domain.ts';
import { tellSanctionsHits } from './notifications/tell-sanctions.ts';
import { tellVerification } from './notifications/tell-verification.ts';
import { FindLeavers, Leave } from './offboarding/leave.job.ts';
import { CheckDomains } from './people/company-sign-in/check-domains.job.ts';
import { holderJobs } from './people/marqeta-holders.ts';
import { SettleOpenVerifications, SettleVerification } from './people/verification/settle-verification.job.ts';
import type { Job } from './platform/jobs.ts';
import { ApplyRetention } from './privacy/apply-retention.job.ts';
import { ForgetPerson, ReplayErasures } from './privacy/forget.job.ts';
import { LoadSanctionsList } from './sanctions/load-list.job.ts';
import { ScreenSubjects } from './sanctions/screen.job.ts';
import type { Services } from './services.ts';

export type JobNeeds = {
  readonly services: Services;
  readonly entrance: Entrance;
  readonly money: MoneyPath;
  readonly mailer: Mailer | null;
};

/** All that a worker runs: what commands left to be done, and what comes with the time. */
export function jobsOf(foundation: Foundation, { services, entrance, money, mailer }: JobNeeds): readonly Job<never>[] {
  const { config, clock, log, database, sealer, marqeta } = foundation;
  const { cards, holders, erasures, erasureList, offboardings } = services;
  const sealing = { gateway: database.gateway, clock, sealer, signer: new CheckpointSigner(config.auditKey) };
  return [
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
    new CheckDomains({ database, records: entrance.records, store: entrance.store, tell: tellDomain }),
    new LoadSanctionsList(database, config.sanctions.listPath),
    new ScreenSubjects(database, { isOn: config.sanctions.listPath !== null, threshold: config.sanctions.threshold }, tellSanctionsHits),
    new ForgetPerson({ database, ownerUrl: config.databaseOwnerUrl, sealer, list: erasureList }),
    new ReplayErasures(erasures, erasureList),
    new ApplyRetention({ ownerUrl: config.databaseOwnerUrl, clock, log }),
    ...mailJobs({ database, sealer, mailer, tokens: entrance.tokens, publicUrl: config.publicUrl }),
  ] as readonly Job<never>[];
}

import type { Job } from '../platform/jobs.ts';
import { SEAL_AUDIT } from '../platform/transact.ts';
import { type SealDeps, sealChain, unsealedChains } from './seal-chain.ts';

/** Numbers what a company's commands have just left in its log. */
export class SealAudit implements Job<{ readonly companyId: string }> {
  readonly name = SEAL_AUDIT;

  constructor(private readonly deps: SealDeps) {}

  async run({ companyId }: { readonly companyId: string }): Promise<void> {
    await sealChain(this.deps, companyId);
  }
}

/** Numbers whatever else waits: what was there before there was a chain, what operators did, and what has to be signed for its hour. */
export class SealAllAudit implements Job<unknown> {
  readonly name = 'audit.sealAll';
  readonly cron = '* * * * *';
  readonly atStart = true;

  constructor(private readonly deps: SealDeps) {}

  async run(): Promise<void> {
    const failed: unknown[] = [];
    for (const chain of await unsealedChains(this.deps.gateway, this.deps.clock.now()))
      await sealChain(this.deps, chain).catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw new AggregateError(failed, `${failed.length} chains of the audit log could not be sealed`);
  }
}

import { type Kyc, type MarqetaClient, MarqetaError } from '@afc/marqeta';
import type { HolderReport } from '../../marqeta/holder-report.ts';
import { isConflict, refusalOf } from '../../marqeta/refusal.ts';
import type { Database } from '../../platform/database.ts';
import { gate } from '../../platform/gate.ts';
import { enqueueOn, type Job } from '../../platform/jobs.ts';
import { runOn } from '../../platform/run.ts';
import type { Sealer } from '../../platform/seal.ts';
import { audit, read, transact, type Tx } from '../../platform/transact.ts';
import type { MarqetaHolders } from '../marqeta-holders.ts';
import type { CompanyNumbers, IdentityNumber } from './details.ts';
import { companyDetails, personDetails } from './details-store.ts';
import { mergeHolder } from './holder.ts';
import { findHolder, saveHolder, type StoredHolder } from './holder-store.ts';
import { openNumbers } from './sealed-details.ts';
import { Verification } from './verification.entity.ts';
import { afterAnswer, newsOf, resultOf, type VerificationNews, type VerificationResult } from './verification.state.ts';
import { wrappedKeyOf } from './verification-store.ts';
import { businessFields, userFields } from './wire-details.ts';

export const SETTLE = 'verification.settle';

/** One after the other for each verification: what looked for it at Marqeta in vain submits it before the next looks. */
export function settlingOf(verificationId: string): { key: string; queue: string } {
  return { key: verificationId, queue: `verification:${verificationId}` };
}

type Payload = { readonly companyId: string; readonly verificationId: string };
/** Tells whose verification it is what became of it, in the transaction that settles it. */
export type TellOfVerification = (tx: Tx, verification: Verification, news: VerificationNews) => Promise<void>;
export type SettleDeps = {
  readonly database: Database;
  readonly client: MarqetaClient;
  readonly holders: MarqetaHolders;
  readonly sealer: Sealer;
  readonly tell: TellOfVerification;
};

/**
 * Brings a verification to its end, as far as Marqeta lets it: submits one that waits, asks about one that is pending. Our id is
 * Marqeta's token of it, and what Marqeta has under it is looked for first, so that it is submitted once however often this runs.
 */
export class SettleVerification implements Job<Payload> {
  readonly name = SETTLE;

  constructor(private readonly deps: SettleDeps) {}

  async run({ companyId, verificationId: id }: Payload): Promise<void> {
    const verification = await read(this.deps.database, companyId, (manager) => manager.findOneBy(Verification, { companyId, id }));
    if (verification?.state !== 'WAITING' && verification?.state !== 'PENDING') return;
    const { holders } = this.deps;
    const { userId } = verification;
    const token = userId === null ? await holders.businessOf(companyId) : await holders.cardholderOf(companyId, userId);
    const result = await this.#ask(verification, token);
    await this.#record(verification, result, await holders.reportOn(userId === null ? 'COMPANY' : 'PERSON', token));
  }

  async #ask(verification: Verification, holderToken: string): Promise<VerificationResult> {
    try {
      return resultOf((await this.#find(verification.id)) ?? (await this.#submit(verification, holderToken)));
    } catch (error) {
      const { code } = refusalOf(error);
      return { state: 'REFUSED', codes: [{ code, message: null }] };
    }
  }

  async #find(token: string): Promise<Kyc | null> {
    try {
      return await this.deps.client.kyc.get(token);
    } catch (error) {
      if (error instanceof MarqetaError && error.kind === 'not_found') return null;
      throw error;
    }
  }

  async #submit(verification: Verification, holderToken: string): Promise<Kyc> {
    const { client } = this.deps;
    const { id: token, userId, isManual, note } = verification;
    if (!isManual) await this.#tell(verification, holderToken);
    const holder = userId === null ? { business_token: holderToken } : { user_token: holderToken };
    const vouched = isManual ? { manual_override: true, notes: note ?? '' } : {};
    return client.kyc.submit({ token, ...holder, ...vouched }).catch((error: unknown) => {
      if (isConflict(error)) return client.kyc.get(token);
      throw error;
    });
  }

  /** What the holder gave, opened for this moment only. */
  async #tell({ companyId, userId, id, numbersSealed }: Verification, holderToken: string): Promise<void> {
    const { database, client, sealer } = this.deps;
    if (numbersSealed === null) throw new Error(`verification ${id} has no numbers to submit`);
    const told = await read(database, companyId, async (manager) => ({
      wrapped: await wrappedKeyOf(manager, { companyId, userId }),
      person: userId === null ? null : await personDetails(manager, sealer, companyId, userId),
      company: userId === null ? await companyDetails(manager, sealer, companyId) : null,
    }));
    if (told.wrapped === null) throw new Error(`verification ${id} is of somebody who was erased`);
    const key = sealer.unwrap(told.wrapped);
    if (told.company !== null) {
      await client.businesses.update(holderToken, businessFields(told.company, openNumbers<CompanyNumbers>(key, id, numbersSealed)));
    } else if (told.person !== null) {
      await client.users.update(holderToken, userFields(told.person, openNumbers<IdentityNumber>(key, id, numbersSealed)));
    }
  }

  /** The numbers are forgotten as soon as Marqeta has answered (docs/adr/0006-identity-numbers-pass-through.md). */
  #record({ companyId, id }: Verification, answer: VerificationResult, report: HolderReport): Promise<void> {
    const { database } = this.deps;
    const actor = { kind: 'system', companyId, name: 'marqeta' } as const;
    return transact(database, { command: 'verification.settle', actor }, async (tx) => {
      await gate(tx, companyId);
      const before = await tx.findOneByOrFail(Verification, { companyId, id });
      const after = afterAnswer(before, answer);
      const now = database.clock.now();
      const settledAt = after.state === 'PENDING' ? null : (before.settledAt ?? now);
      await tx.query(
        `UPDATE verifications SET state = $3, codes = $4, answered_at = $5, settled_at = $6, numbers_sealed = NULL WHERE company_id = $1 AND id = $2`,
        [companyId, id, after.state, JSON.stringify(after.codes), now, settledAt],
      );
      const who: Pick<StoredHolder, 'holder' | 'id'> =
        before.userId === null ? { holder: 'COMPANY', id: companyId } : { holder: 'PERSON', id: before.userId };
      const holder = await findHolder(runOn(tx), who.holder, who.id);
      if (holder !== null) await saveHolder(runOn(tx), holder, mergeHolder(holder, report));
      const news = newsOf(before, after);
      if (news !== null) await this.deps.tell(tx, before, news);
      if (after.state === before.state) return;
      const codes = after.codes.map(({ code }) => code);
      const subjectType = who.holder === 'COMPANY' ? 'company' : 'person';
      audit(tx, {
        subjectType,
        subjectId: who.id,
        before: { state: before.state },
        after: { verification: id, state: after.state, codes },
      });
    });
  }
}

const PATIENCE_MS = 30_000;
const REVIEW_MS = 5 * 60_000;
const AT_ONCE = 200;

/**
 * Once a minute takes up again what waits for Marqeta's answer, since jobs that failed while Marqeta was away would try on at ever
 * longer intervals; and every few minutes asks about what is pending, of which a webhook tells only when it succeeded.
 */
export class SettleOpenVerifications implements Job<unknown> {
  readonly name = 'verification.settleOpen';
  readonly cron = '* * * * *';

  constructor(private readonly database: Pick<Database, 'gateway' | 'clock'>) {}

  async run(): Promise<void> {
    const { gateway, clock } = this.database;
    const now = clock.now().getTime();
    const { rows } = await gateway.query<{ company_id: string; id: string }>(
      `SELECT company_id, id FROM verifications
        WHERE state = 'WAITING' AND submitted_at <= $1 OR state = 'PENDING' AND answered_at <= $2
        ORDER BY coalesce(answered_at, submitted_at) LIMIT ${AT_ONCE}`,
      [new Date(now - PATIENCE_MS), new Date(now - REVIEW_MS)],
    );
    for (const { company_id: companyId, id } of rows) await enqueueOn(gateway, SETTLE, { companyId, verificationId: id }, settlingOf(id));
  }
}

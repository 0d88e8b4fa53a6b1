import type { MarqetaClient } from '@afc/marqeta';
import { type IssuerDispute, moveChargeback, openChargeback, readChargeback } from '../marqeta/disputes.ts';
import type { IssuerRefusal } from '../marqeta/refusal.ts';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import type { Job } from '../platform/jobs.ts';
import { runOn } from '../platform/run.ts';
import { audit, contextOf, read, transact, type Tx } from '../platform/transact.ts';
import { type Dispute, findDispute, insertDisputeEvent, saveStanding } from './dispute-store.ts';
import { afterRefusal, isDisputeState, toTell, type WantedStep } from './dispute.state.ts';
import { TELL_MARQETA_OF_DISPUTE } from './dispute.service.ts';
import { announce, eventOf, recordSaid } from './said.ts';

type Payload = { readonly companyId: string; readonly disputeId: string };

/** Opening, and one step that was wanted meanwhile. */
const MOST_STEPS = 2;

/**
 * Tells Marqeta what is wanted of a dispute. Each step has a token that follows from the dispute, so that one sent twice is one. While
 * Marqeta is away the job fails and is tried again; what Marqeta refuses is recorded and left.
 */
export class TellMarqetaOfDispute implements Job<Payload> {
  readonly name = TELL_MARQETA_OF_DISPUTE;

  constructor(
    private readonly database: Database,
    private readonly client: MarqetaClient,
  ) {}

  async run({ companyId, disputeId }: Payload): Promise<void> {
    for (let step = 0; step < MOST_STEPS; step += 1) if (!(await this.#step(companyId, disputeId))) return;
  }

  /** True when there may be another step. */
  async #step(companyId: string, disputeId: string): Promise<boolean> {
    const dispute = await read(this.database, companyId, (manager) => findDispute(runOn(manager), disputeId));
    const step = dispute === null ? null : toTell(dispute);
    if (dispute === null || step === null) return false;
    const answer = await this.#tell(dispute, step);
    if (!answer.refused) return this.#record(dispute, [answer], null);
    // Our picture of the dispute may be old: what Marqeta has on record decides whether there is still something to ask.
    const onRecord = await readChargeback(this.client, disputeId);
    return this.#record(dispute, onRecord, { step, code: answer.code });
  }

  #tell(dispute: Dispute, step: 'OPEN' | WantedStep): Promise<IssuerDispute | IssuerRefusal> {
    const { id, clearingToken, amount, reason, statement } = dispute;
    if (step === 'OPEN') return openChargeback(this.client, { token: id, clearingToken, amount, reason, memo: statement });
    return moveChargeback(this.client, id, step);
  }

  #record(
    { companyId, id }: Dispute,
    answers: readonly IssuerDispute[],
    refused: { readonly step: 'OPEN' | WantedStep; readonly code: string } | null,
  ): Promise<boolean> {
    const actor = { kind: 'system', companyId, name: 'marqeta' } as const;
    return transact(this.database, { command: 'dispute.confirm', actor }, async (tx) => {
      await gate(tx, companyId);
      const before = await findDispute(runOn(tx), id);
      if (before === null) return false;
      let after = before;
      for (const answer of answers) after = await this.#recordSaid(tx, after, answer);
      if (refused !== null) after = await this.#recordRefusal(tx, after, refused);
      audit(tx, {
        ...{ subjectType: 'dispute', subjectId: id, before: { state: before.state } },
        after: { state: after.state, refusal: after.issuerRefusal },
      });
      return toTell(after) !== null;
    });
  }

  async #recordSaid(tx: Tx, before: Dispute, { token, state, at }: IssuerDispute): Promise<Dispute> {
    const { clock, log } = this.database;
    if (!isDisputeState(state)) {
      log.warn({ disputeId: before.id, state }, 'Marqeta says a state of a dispute that is not known here');
      return before;
    }
    const said = { token, state, at: at ?? clock.now(), reason: null };
    const { dispute, feedNumber } = await recordSaid(runOn(tx), before, said, clock);
    if (feedNumber !== null) contextOf(tx).feedNumber = feedNumber;
    return dispute;
  }

  async #recordRefusal(tx: Tx, before: Dispute, { step, code }: { step: 'OPEN' | WantedStep; code: string }): Promise<Dispute> {
    const { clock } = this.database;
    const now = clock.now();
    const standing = afterRefusal(before, step, code, now);
    if (standing === before) return before;
    const after = await saveStanding(runOn(tx), before, standing, now);
    const event = { token: `refusal:${after.version}`, kind: 'REFUSAL', detail: step, reason: code, at: now } as const;
    await insertDisputeEvent(runOn(tx), before, event, clock);
    contextOf(tx).feedNumber = await announce(runOn(tx), after, step === 'OPEN' ? eventOf('REFUSED') : 'dispute.updated', clock);
    return after;
  }
}

import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import { appendFeed } from '../../feed/append.ts';
import type { Database } from '../../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../../platform/errors.ts';
import { bumpControls, gate } from '../../platform/gate.ts';
import { isUuid, uuidv7 } from '../../platform/ids.ts';
import { type Actor, audit, nameOfActor, once, transact, type Tx } from '../../platform/transact.ts';
import { findSubject } from '../control-subject.ts';
import { type EmergencyStop, findStop, findStopOn, insertStop, markLifted, type StopScope } from './stop-store.ts';

export type StopSpending = {
  readonly idempotencyKey: string;
  readonly scope: StopScope;
  /** None for the company itself. */
  readonly subjectId?: string | null | undefined;
  readonly reason: string;
};

export type LiftStop = { readonly idempotencyKey: string; readonly id: string; readonly reason: string };

const LONGEST_REASON = 500;

/** Emergency stops. What it commits binds the next decision; Marqeta is not told. */
export class StopService {
  constructor(private readonly database: Database) {}

  /** What is stopped already stays as it is: its own stop is the answer. @throws NotFoundError, ForbiddenError, InvalidInputError */
  stop(by: Commander, input: StopSpending, options: CommandOptions = {}): Promise<{ stopId: string }> {
    const reason = reasonOf(input.reason);
    return this.#command(by, 'emergencyStop.set', options, async (tx, actor) => {
      const { companyId } = actor;
      assertCommander(by, 'emergencyStop.set', { companyId });
      const { scope } = input;
      const subject = await findSubject(tx, companyId, scope, input.subjectId);
      const subjectId = subject.subjectId ?? companyId;
      return once(tx, input.idempotencyKey, { scope, subjectId, reason }, async () => {
        const before = await findStopOn(tx, { companyId, scope, subjectId });
        if (before !== null) return { stopId: before.id };
        const { clock } = this.database;
        const stop: EmergencyStop = {
          ...{ companyId, id: uuidv7(clock), scope, subjectId, reason, stoppedBy: nameOfActor(actor), stoppedAt: clock.now() },
          ...{ liftedBy: null, liftedAt: null, liftReason: null },
        };
        await insertStop(tx, stop);
        await this.#tell(tx, stop, 'emergency_stop.set', subject, { after: { scope, subjectId }, reason });
        return { stopId: stop.id };
      });
    });
  }

  /** @throws NotFoundError, ForbiddenError, InvalidInputError */
  lift(by: Commander, input: LiftStop, options: CommandOptions = {}): Promise<{ stopId: string }> {
    const reason = reasonOf(input.reason);
    return this.#command(by, 'emergencyStop.lift', options, async (tx, actor) => {
      const { companyId } = actor;
      assertCommander(by, 'emergencyStop.set', { companyId });
      return once(tx, input.idempotencyKey, { id: input.id, reason }, async () => {
        const before = isUuid(input.id) ? await findStop(tx, companyId, input.id) : null;
        if (before === null) throw new NotFoundError('emergency stop');
        if (before.liftedAt !== null) return { stopId: before.id };
        const { scope, subjectId } = before;
        const subject = await findSubject(tx, companyId, scope, scope === 'COMPANY' ? null : subjectId);
        await markLifted(tx, { ...before, liftedBy: nameOfActor(actor), liftedAt: this.database.clock.now(), liftReason: reason });
        await this.#tell(tx, before, 'emergency_stop.lifted', subject, { before: { scope, subjectId }, reason });
        return { stopId: before.id };
      });
    });
  }

  #command<T>(by: Commander, command: string, options: CommandOptions, run: (tx: Tx, actor: Actor) => Promise<T>): Promise<T> {
    const actor = actorFor(by, options.ip);
    return transact(this.database, { ...options, command, actor }, async (tx) => {
      await gate(tx, actor.companyId);
      return run(tx, actor);
    });
  }

  /** The gateway compiles the company's controls anew before its next decision; whoever looks sees it. */
  async #tell(
    tx: Tx,
    { companyId, id, scope, subjectId }: EmergencyStop,
    event: string,
    { userId, teamIds }: { readonly userId: string | null; readonly teamIds: readonly string[] },
    change: { readonly before?: object; readonly after?: object; readonly reason: string },
  ): Promise<void> {
    await bumpControls(tx, companyId);
    await appendFeed(tx, { companyId, kind: 'CONTROL', event, cardId: scope === 'CARD' ? subjectId : null, userId, teamIds });
    audit(tx, { subjectType: 'emergency_stop', subjectId: id, ...change });
  }
}

/** @throws InvalidInputError */
function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason === '' || reason.length > LONGEST_REASON)
    throw new InvalidInputError('reason', `Say why in 1 to ${LONGEST_REASON} characters.`);
  return reason;
}

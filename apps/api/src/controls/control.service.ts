import type { EntityManager } from 'typeorm';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import type { FirstLimit } from '../cards/limit-window.ts';
import { appendFeedAll } from '../feed/append.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, NotFoundError } from '../platform/errors.ts';
import { bumpControls, gate } from '../platform/gate.ts';
import { isUuid } from '../platform/ids.ts';
import { type Actor, audit, nameOfActor, once, transact, type Tx } from '../platform/transact.ts';
import { assertConsistent, assertLeavesSomething } from './contradiction.ts';
import { isLimit } from './control.ts';
import { CountAhead, type ToCount } from './count-ahead.ts';
import { findControl, listsBesides, neighboursOf, saveControls, type StoredControl } from './control-store.ts';
import { enqueueMirroring } from './mirror/mirror.job.ts';
import { changedControl, controlToChange, type SetControl } from './plan-control.ts';
import { clockOfCompany, type CountedAhead, recountAll, windowLimitsOf } from './recount.ts';
import { type ControlSubject, editActionOf, findSubject, policySubjectOf } from './control-subject.ts';

export type RemoveControl = {
  readonly idempotencyKey: string;
  readonly id: string;
  readonly expectedVersion?: number | null | undefined;
};

type Change = { readonly before: StoredControl | null; readonly after: StoredControl; readonly subject: ControlSubject };

/** The only writer of controls. What it commits binds the next decision. */
export class ControlService implements FirstLimit {
  constructor(
    private readonly database: Database,
    private readonly counts: CountAhead = new CountAhead(database),
  ) {}

  /**
   * @throws NotFoundError, ForbiddenError, InvalidInputError, StaleVersionError, ControlContradictionError, ControlCurrencyError,
   *   RecountTooLongError, RecountBusyError
   */
  set(by: Commander, input: SetControl, options: CommandOptions = {}): Promise<{ controlId: string }> {
    const { companyId } = actorFor(by);
    const change = async (manager: EntityManager, subject: ControlSubject): Promise<Change> => {
      const before = await controlToChange(manager, companyId, input, subject);
      const after = changedControl(this.database.clock, companyId, { before, input, subject });
      if (after.isActive) {
        assertConsistent(after, await neighboursOf(manager, after));
        assertLeavesSomething(after, await listsBesides(manager, after));
      }
      return { before, after, subject };
    };
    const mine = async (manager: EntityManager): Promise<ControlSubject> => {
      const subject = await findSubject(manager, companyId, input.scope, input.subjectId);
      assertCommander(by, editActionOf(input.scope), policySubjectOf(companyId, subject));
      return subject;
    };
    const whatToCount = async (manager: EntityManager): Promise<ToCount | null> => {
      if (!input.controlType.endsWith('_LIMIT')) return null;
      const { after } = await change(manager, await mine(manager));
      const clock = await clockOfCompany(manager, companyId);
      return { ...windowLimitsOf(companyId, clock, limitsAmong([after])), nowMs: this.database.clock.now().getTime() };
    };
    return this.counts.before(companyId, whatToCount, (ahead) =>
      this.#command(by, 'control.set', options, async (tx, actor) => {
        const subject = await mine(tx);
        return once(tx, input.idempotencyKey, withoutKey(input), async () => {
          const changed = await change(tx, subject);
          await this.#write(tx, actor, [changed], { ahead });
          return { controlId: changed.after.id };
        });
      }),
    );
  }

  /** The decisions that name it keep it; nothing else does. @throws NotFoundError, ForbiddenError, StaleVersionError */
  remove(by: Commander, input: RemoveControl, options: CommandOptions = {}): Promise<{ removed: StoredControl }> {
    return this.#command(by, 'control.remove', options, async (tx, actor) => {
      const { companyId } = actor;
      const found = isUuid(input.id) ? await findControl(tx, companyId, input.id, { evenRemoved: true }) : null;
      if (found === null) throw new NotFoundError('control');
      const subject = await findSubject(tx, companyId, found.scope, found.subjectId);
      assertCommander(by, editActionOf(found.scope), policySubjectOf(companyId, subject));
      const { id } = await once(tx, input.idempotencyKey, withoutKey(input), async () => {
        const before = await findControl(tx, companyId, found.id);
        if (before === null) throw new NotFoundError('control');
        expectVersion('control', before.version, input.expectedVersion);
        const after = { ...before, isActive: false, version: before.version + 1, updatedAt: this.database.clock.now() };
        await this.#write(tx, actor, [{ before, after, subject }], { removed: true });
        return { id: before.id };
      });
      const removed = await findControl(tx, companyId, id, { evenRemoved: true });
      if (removed === null) throw new NotFoundError('control');
      return { removed };
    });
  }

  async setFirstLimit(
    tx: Tx,
    by: Commander,
    { companyId, cards, amount, window }: Parameters<FirstLimit['setFirstLimit']>[2],
  ): Promise<void> {
    const wish = { controlType: 'AMOUNT_LIMIT', window, amountMinor: amount.minor.toString(), currency: amount.currency } as const;
    const changes = cards.map(({ cardId, userId, teamIds }) => {
      const subject: ControlSubject = { scope: 'CARD', subjectId: cardId, userId, teamIds, currencies: [amount.currency] };
      const input = { ...wish, idempotencyKey: '', scope: 'CARD', subjectId: cardId } as const;
      return { before: null, after: changedControl(this.database.clock, companyId, { before: null, input, subject }), subject };
    });
    await this.#write(tx, actorFor(by), changes);
  }

  #command<T>(by: Commander, command: string, options: CommandOptions, run: (tx: Tx, actor: Actor) => Promise<T>): Promise<T> {
    const actor = actorFor(by, options.ip);
    return transact(this.database, { ...options, command, actor }, async (tx) => {
      await gate(tx, actor.companyId);
      return run(tx, actor);
    });
  }

  /** Of one company, in a few statements however many they are. */
  async #write(
    tx: Tx,
    actor: Actor,
    changes: readonly Change[],
    { removed = false, ahead }: { readonly removed?: boolean; readonly ahead?: CountedAhead | undefined } = {},
  ): Promise<void> {
    const { companyId } = actor;
    const controls = changes.map(({ after }) => after);
    await saveControls(tx, companyId, controls, nameOfActor(actor), removed);
    // Before it binds: its counters hold what was spent before it was there.
    await recountAll(tx, companyId, limitsAmong(controls), this.database.clock.now().getTime(), ahead);
    await bumpControls(tx, companyId);
    await enqueueMirroring(tx, companyId);
    await appendFeedAll(
      tx,
      companyId,
      changes.map(({ before, after, subject: { userId, teamIds } }) => ({
        ...{ kind: 'CONTROL', event: removed ? 'control.removed' : before === null ? 'control.created' : 'control.changed' },
        ...{ cardId: after.scope === 'CARD' ? after.subjectId : null, userId, teamIds },
      })),
    );
    for (const { before, after } of changes)
      audit(tx, { subjectType: 'control', subjectId: after.id, before: before === null ? undefined : told(before), after: told(after) });
  }
}

function limitsAmong(controls: readonly StoredControl[]): StoredControl[] {
  return controls.filter(({ isActive, config }) => isActive && isLimit(config));
}

function told({ scope, subjectId, controlType, config, isActive, mode, version }: StoredControl): object {
  return { scope, subjectId, controlType, config, isActive, mode, version };
}

/** The input as it is compared when its key comes again. */
function withoutKey(input: SetControl | RemoveControl): object {
  const { idempotencyKey: _key, ...rest } = input;
  return { ...rest };
}

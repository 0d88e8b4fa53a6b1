import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import { appendFeed } from '../feed/append.ts';
import type { Database } from '../platform/database.ts';
import { NotFoundError } from '../platform/errors.ts';
import { bumpControls, gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { type Actor, audit, nameOfActor, once, transact, type Tx } from '../platform/transact.ts';
import { TooManyExceptionsError } from './control.errors.ts';
import { type ControlSubject, findSubject, policySubjectOf } from './control-subject.ts';
import { checkedException, type ExceptionWish } from './exception.ts';
import { endException, endExpired, findException, insertException, MOST_OPEN, openOf, type StoredException } from './exception-store.ts';
import { enqueueMirroring } from './mirror/mirror.job.ts';

export type GrantException = ExceptionWish & {
  readonly idempotencyKey: string;
  readonly scope: 'CARD' | 'PERSON';
  readonly subjectId: string;
};
export type RevokeException = { readonly idempotencyKey: string; readonly id: string };

/** Lets purchases pass controls for a while: of one merchant or any, up to an amount, so many times. Bound by the next decision. */
export class ExceptionService {
  constructor(private readonly database: Database) {}

  /** @throws NotFoundError, ForbiddenError, InvalidInputError, TooManyExceptionsError */
  grant(by: Commander, input: GrantException, options: CommandOptions = {}): Promise<{ exceptionId: string }> {
    return this.#command(by, 'exception.grant', options, async (tx, actor) => {
      const { companyId } = actor;
      const subject = await findSubject(tx, companyId, input.scope, input.subjectId);
      assertCommander(by, 'control.edit', policySubjectOf(companyId, subject));
      const { idempotencyKey: key, ...asked } = input;
      return once(tx, key, asked, async () => {
        const { minutes, amountMinor, ...wish } = checkedException(input);
        const now = this.database.clock.now();
        await endExpired(tx, companyId, now);
        const subjectId = subject.subjectId ?? input.subjectId;
        if ((await openOf(tx, companyId, subjectId)) >= MOST_OPEN) throw new TooManyExceptionsError(MOST_OPEN);
        const exception: StoredException = {
          ...{ companyId, id: uuidv7(this.database.clock), scope: input.scope, subjectId, currency: subject.currencies[0] },
          ...{ ...wish, amountMinor: amountMinor.toString(), expiresAt: new Date(now.getTime() + minutes * 60_000) },
          ...{ grantedBy: nameOfActor(actor), createdAt: now, endedAt: null },
        };
        await insertException(tx, exception);
        await this.#changed(tx, exception, subject, 'exception.granted', { after: exception });
        return { exceptionId: exception.id };
      });
    });
  }

  /** What it let through stays as it was decided. @throws NotFoundError, ForbiddenError */
  revoke(by: Commander, input: RevokeException, options: CommandOptions = {}): Promise<{ exceptionId: string }> {
    return this.#command(by, 'exception.revoke', options, async (tx, actor) => {
      const { companyId } = actor;
      const before = isUuid(input.id) ? await findException(tx, companyId, input.id) : null;
      if (before === null) throw new NotFoundError('exception');
      const subject = await findSubject(tx, companyId, before.scope, before.subjectId);
      assertCommander(by, 'control.edit', policySubjectOf(companyId, subject));
      return once(tx, input.idempotencyKey, { id: before.id }, async () => {
        if (before.endedAt !== null) return { exceptionId: before.id };
        const endedAt = this.database.clock.now();
        await endException(tx, companyId, before.id, endedAt);
        await this.#changed(tx, before, subject, 'exception.revoked', { before, after: { ...before, endedAt } });
        return { exceptionId: before.id };
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

  async #changed(
    tx: Tx,
    { companyId, id, scope, subjectId }: StoredException,
    { userId, teamIds }: ControlSubject,
    event: string,
    told: { before?: object; after: object },
  ): Promise<void> {
    await bumpControls(tx, companyId);
    await enqueueMirroring(tx, companyId);
    await appendFeed(tx, { companyId, kind: 'CONTROL', event, cardId: scope === 'CARD' ? subjectId : null, userId, teamIds });
    audit(tx, { subjectType: 'exception', subjectId: id, ...told });
  }
}

import { NotYourselfError } from '../../access/access.errors.ts';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import { assertProven } from '../../access/step-up.ts';
import type { Database } from '../../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { isUuid } from '../../platform/ids.ts';
import { once, transact, type Tx } from '../../platform/transact.ts';
import { assertNotClosed, isAdmin, renamePerson, resumePerson, suspendPerson } from '../person-changes.ts';
import type { SessionStore } from '../sign-in/session-store.ts';

type OfPerson = { readonly idempotencyKey: string; readonly personId: string };
export type SuspendPerson = OfPerson & { readonly reason?: string | null | undefined };
export type RenamePerson = OfPerson & { readonly firstName: string; readonly lastName: string };

type Needs = { readonly database: Database; readonly store: Pick<SessionStore, 'end'> };
type Done = { readonly personId: string };

const LONGEST_REASON = 200;

/**
 * What an admin does to a colleague as the company has them; never to themselves: that needs another admin.
 *
 * A fresh proof is asked for where a copied token could do what nobody undoes in time: to let somebody sign in and spend again, and to shut
 * out another admin, who would be the one to stop it. To suspend anybody else takes spending away and has to be quick, as freezing a card
 * is; a name moves no money, and neither shows a card nor opens a way in.
 */
export class PersonCommands {
  constructor(private readonly needs: Needs) {}

  /**
   * They neither sign in nor spend from now on; their cards stay as they are, and are declined while it lasts.
   * @throws ForbiddenError, NotFoundError, NotYourselfError, LastAdminError, PersonClosedError, InvalidInputError
   * @throws StepUpRequiredError for another admin
   */
  async suspend(by: Commander, input: SuspendPerson, options: CommandOptions = {}): Promise<Done> {
    let ended: readonly string[] = [];
    const done = await this.#once(by, 'person.suspend', input, options, async (tx, subject) => {
      if (await isAdmin(tx, subject)) assertProven(by, this.needs.database.clock.now());
      ended = await suspendPerson(tx, { ...subject, by: 'ADMIN', reason: checkedReason(input.reason) });
    });
    if (options.dryRun === undefined) for (const session of ended) await this.needs.store.end(session);
    return done;
  }

  /**
   * They may sign in and spend again, whoever suspended them: an admin or the company's directory.
   * @throws ForbiddenError, NotFoundError, NotYourselfError, StepUpRequiredError, PersonClosedError, InvalidInputError
   */
  lift(by: Commander, input: SuspendPerson, options: CommandOptions = {}): Promise<Done> {
    return this.#once(by, 'person.liftSuspension', input, options, (tx, subject) => {
      assertProven(by, this.needs.database.clock.now());
      return resumePerson(tx, { ...subject, by: 'ADMIN', reason: checkedReason(input.reason) });
    });
  }

  /** @throws ForbiddenError, NotFoundError, NotYourselfError, PersonClosedError, InvalidInputError */
  rename(by: Commander, input: RenamePerson, options: CommandOptions = {}): Promise<Done> {
    return this.#once(by, 'person.rename', input, options, async (tx, subject) => {
      // Who has left may be erased, and keeps no name then.
      await assertNotClosed(tx, subject);
      await renamePerson(tx, subject, input);
    });
  }

  #once(
    by: Commander,
    command: string,
    { idempotencyKey, personId: asked, ...rest }: OfPerson,
    options: CommandOptions,
    act: (tx: Tx, subject: { readonly companyId: string; readonly personId: string }) => Promise<void>,
  ): Promise<Done> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'person.manage', { companyId });
    const personId = asked.toLowerCase();
    if (!isUuid(personId)) throw new NotFoundError('person');
    if (actor.kind === 'person' && actor.userId === personId) throw new NotYourselfError();
    return transact(this.needs.database, { ...options, command, actor }, async (tx) => {
      await gate(tx, companyId);
      return once(tx, idempotencyKey, { personId, ...rest }, async () => {
        await act(tx, { companyId, personId });
        return { personId };
      });
    });
  }
}

/** @throws InvalidInputError */
function checkedReason(text: string | null | undefined): string | null {
  const reason = text?.normalize('NFC').trim() ?? '';
  if (reason.length > LONGEST_REASON) throw new InvalidInputError('reason', `A reason has ${LONGEST_REASON} characters at most.`);
  return reason === '' ? null : reason;
}

import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import type { Locale } from '../../access/viewer.ts';
import { assertCount, assertUndoable, DONE, refusedWith, undoableUntil } from '../../platform/bulk/bulk.ts';
import { newBulk, orRefusal, ownBulk, recordBulk } from '../../platform/bulk/carry-out.ts';
import type { Database } from '../../platform/database.ts';
import { DomainError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import type { Sealer } from '../../platform/seal.ts';
import { once, transact } from '../../platform/transact.ts';
import { type Sent, sendInvitations, withdrawInvitations } from '../invitation-changes.ts';
import { assertMayBringIn, checkedInvitee, type Invitee } from '../invitation.service.ts';
import { InvitationOverError } from '../people.errors.ts';
import { type InvitationBulkRow, invitationBulks } from './invitation-bulk.ts';

export type InvitePeople = { readonly idempotencyKey: string; readonly people: readonly Invitee[]; readonly locale?: Locale | undefined };
export type UndoInvitationBulk = { readonly idempotencyKey: string; readonly bulkId: string };

/** Invites many people at once. One who is refused keeps no other from being invited. */
export class InvitationBulkService {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** What is refused of one, a mistyped address among it, stands in their row. @throws ForbiddenError, StepUpRequiredError (an admin among them), InvalidInputError */
  async invite(by: Commander, input: InvitePeople, options: CommandOptions = {}): Promise<{ bulkId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'person.manage', { companyId });
    const { idempotencyKey, people, locale = 'en' } = input;
    assertCount('people', 'people', people.length);
    assertMayBringIn(by, people, this.database.clock.now());
    const asked = await Promise.all(people.map((invitee) => orRefusal(() => checkedInvitee(invitee))));
    return transact(this.database, { ...options, command: 'invitation.sendMany', actor }, async (tx) => {
      await gate(tx, companyId);
      return once(tx, idempotencyKey, people.map(inOrder), async () => {
        const wanted = asked.flatMap((one) => (one instanceof DomainError ? [] : { ...one, locale, mailed: true }));
        const sent = (await sendInvitations(tx, this.sealer, wanted)).values();
        const rows = asked.map((one) => (one instanceof DomainError ? refusedRow(one) : rowOf(sent.next().value)));
        return recordBulk(tx, invitationBulks, newBulk(tx, 'INVITE', null), rows, { subjectType: 'invitationBulk' });
      });
    });
  }

  /**
   * Withdraws the invitations of many people that were sent at once, by whom they were sent, for ten minutes: of those who have not come yet.
   * @throws ForbiddenError, NotFoundError, BulkIsFinalError, BulkUndoOverError
   */
  async undo(by: Commander, input: UndoInvitationBulk, options: CommandOptions = {}): Promise<{ bulkId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'person.manage', { companyId });
    return transact(this.database, { ...options, command: 'invitation.withdrawMany', actor }, async (tx) => {
      await gate(tx, companyId);
      const { bulk, done } = await ownBulk(tx, invitationBulks, input.bulkId);
      return once(tx, input.idempotencyKey, { bulkId: bulk.id }, async () => {
        assertUndoable(undoableUntil(bulk), this.database.clock.now());
        const ids = done.flatMap(({ invitationId }) => invitationId ?? []);
        const withdrawn = await withdrawInvitations(tx, companyId, ids);
        const rows = ids.map((invitationId): InvitationBulkRow => {
          const outcome = withdrawn.has(invitationId) ? DONE : refusedWith(new InvitationOverError());
          return { ...outcome, invitationId };
        });
        return recordBulk(tx, invitationBulks, newBulk(tx, 'WITHDRAW', bulk.id), rows, { subjectType: 'invitationBulk' });
      });
    });
  }
}

function rowOf(sent: Sent | undefined): InvitationBulkRow {
  if (sent === undefined) throw new Error('not everybody was answered');
  return 'refusal' in sent ? refusedRow(sent.refusal) : { ...DONE, invitationId: sent.invitationId };
}

function refusedRow(refusal: DomainError): InvitationBulkRow {
  return { ...refusedWith(refusal), invitationId: null };
}

/** As it is compared when its key comes again, in whichever order a client writes the fields. */
function inOrder({ firstName, lastName, email, role, teamId = null }: Invitee): unknown[] {
  return [firstName, lastName, email, role, teamId];
}

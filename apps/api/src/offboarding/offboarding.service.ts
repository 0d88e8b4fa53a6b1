import { NotYourselfError } from '../access/access.errors.ts';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import { assertProven } from '../access/step-up.ts';
import { LastAdminError } from '../people/people.errors.ts';
import { assertNotLastAdmin } from '../people/last-admin.ts';
import type { Database } from '../platform/database.ts';
import { NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { type Actor, audit, once, transact, type Tx } from '../platform/transact.ts';
import type { Departure } from './departure.ts';
import { checkedLastDay, endOfDay } from './last-day.ts';
import { OffboardingNotScheduledError, OffboardingScheduledError, PersonLeftError, SuccessorError } from './offboarding.errors.ts';
import {
  type CardsUntilThen,
  findScheduled,
  insertOffboarding,
  type Offboarding,
  settle,
  type Successor,
  zoneOf,
} from './offboarding-store.ts';
import { mayTakeOver } from './successor.ts';

/** The job that has somebody leave when their last day is over. */
export const LEAVE = 'person.leave';

export type OffboardPerson = {
  readonly idempotencyKey: string;
  readonly personId: string;
  /** yyyy-MM-dd by the company's clock; none to have them leave now. */
  readonly lastDay?: string | null | undefined;
  readonly cards: CardsUntilThen;
  readonly successors?: readonly Successor[] | null | undefined;
  readonly casesToId?: string | null | undefined;
  readonly endSessions?: boolean | null | undefined;
};
export type CancelOffboarding = { readonly idempotencyKey: string; readonly personId: string };

type Wish = Pick<Offboarding, 'userId' | 'lastDay' | 'cards' | 'successors' | 'casesTo'> & { readonly endSessions: boolean };

/** How somebody leaves: planned by an admin, carried out when their last day is over, cancelled before that. */
export class OffboardingService {
  constructor(
    private readonly database: Database,
    private readonly departure: Departure,
  ) {}

  /**
   * @throws ForbiddenError, NotFoundError, StepUpRequiredError, NotYourselfError, InvalidInputError, LastAdminError, PersonLeftError,
   * OffboardingScheduledError, SuccessorError
   */
  offboard(by: Commander, input: OffboardPerson, options: CommandOptions = {}): Promise<{ personId: string }> {
    const wish = wishOf(input);
    return this.#once(by, 'person.offboard', input.idempotencyKey, wish, options, async (tx, { companyId }) => {
      await this.#assertMayLeave(tx, companyId, wish);
      const { lastDay } = wish;
      if (lastDay === null) await this.#leaveNow(tx, by, companyId, wish);
      else await this.#schedule(tx, by, companyId, { ...wish, lastDay });
    });
  }

  /** What was frozen stays frozen, until somebody unfreezes it. @throws ForbiddenError, NotFoundError, OffboardingNotScheduledError */
  cancel(by: Commander, input: CancelOffboarding, options: CommandOptions = {}): Promise<{ personId: string }> {
    const userId = idOf(input.personId);
    return this.#once(by, 'person.cancelOffboarding', input.idempotencyKey, { userId }, options, async (tx, { companyId }) => {
      const planned = await findScheduled(tx, companyId, userId);
      if (planned === null) throw new OffboardingNotScheduledError();
      await settle(tx, planned, { state: 'CANCELLED', at: this.database.clock.now() });
      audit(tx, { subjectType: 'person', subjectId: userId, before: told(planned) });
    });
  }

  /** Carries out what was planned, once the last day is over. Nothing when it was cancelled, or done. */
  carryOut(companyId: string, personId: string): Promise<void> {
    const actor = { kind: 'system', companyId, name: 'offboarding' } as const;
    return transact(this.database, { command: 'person.leave', actor }, async (tx) => {
      await gate(tx, companyId);
      const planned = await findScheduled(tx, companyId, personId);
      if (planned === null || planned.lastDay === null) return;
      const now = this.database.clock.now();
      // The company may have set its clock back since.
      const endsAt = endOfDay(planned.lastDay, await zoneOf(tx, companyId));
      if (endsAt > now) return enqueue(tx, LEAVE, { companyId, personId }, { key: personId, runAt: endsAt });
      const refusal = await this.#refusal(tx, companyId, personId);
      if (refusal === null) await this.departure.leave(tx, actor, planned);
      await settle(tx, planned, refusal === null ? { state: 'DONE', at: now } : { state: 'REFUSED', refusal, at: now });
      audit(tx, { subjectType: 'person', subjectId: personId, before: told(planned), after: { refusal } });
    });
  }

  /** Of the refusals of a departure the one that time can bring about. */
  async #refusal(tx: Tx, companyId: string, personId: string): Promise<string | null> {
    try {
      await assertNotLastAdmin(tx, companyId, personId);
      return null;
    } catch (error) {
      if (error instanceof LastAdminError) return error.code;
      throw error;
    }
  }

  async #leaveNow(tx: Tx, by: Commander, companyId: string, wish: Wish): Promise<void> {
    const now = this.database.clock.now();
    const left: Offboarding = { ...this.#planned(companyId, wish), state: 'DONE', settledAt: now };
    await insertOffboarding(tx, left);
    await this.departure.leave(tx, by, left);
    audit(tx, { subjectType: 'person', subjectId: wish.userId, after: told(left) });
  }

  async #schedule(tx: Tx, by: Commander, companyId: string, wish: Wish & { readonly lastDay: string }): Promise<void> {
    const zone = await zoneOf(tx, companyId);
    const lastDay = checkedLastDay(wish.lastDay, zone, this.database.clock.now());
    const planned: Offboarding = { ...this.#planned(companyId, wish), state: 'SCHEDULED', settledAt: null };
    await insertOffboarding(tx, planned);
    if (wish.cards === 'FREEZE') await this.departure.withhold(tx, by, planned);
    if (wish.endSessions) await this.departure.endSessions(tx, planned);
    const job = { companyId, personId: wish.userId };
    await enqueue(tx, LEAVE, job, { key: wish.userId, runAt: endOfDay(lastDay, zone) });
    audit(tx, { subjectType: 'person', subjectId: wish.userId, after: { ...told(planned), endSessions: wish.endSessions } });
  }

  #planned(companyId: string, { endSessions: _now, ...wish }: Wish): Omit<Offboarding, 'state' | 'settledAt'> {
    const { clock } = this.database;
    return { ...wish, companyId, id: uuidv7(clock), refusal: null, plannedAt: clock.now() };
  }

  async #assertMayLeave(tx: Tx, companyId: string, wish: Wish): Promise<void> {
    const { userId } = wish;
    const [person] = await tx.query<{ status: string }[]>(`SELECT status FROM users WHERE company_id = $1 AND id = $2`, [
      companyId,
      userId,
    ]);
    if (person === undefined) throw new NotFoundError('person');
    if (person.status === 'CLOSED') throw new PersonLeftError();
    const planned = await findScheduled(tx, companyId, userId);
    if (planned !== null) throw new OffboardingScheduledError(planned.lastDay ?? '');
    await assertNotLastAdmin(tx, companyId, userId);
    for (const { teamId, personId } of wish.successors) {
      if (!(await managesTeam(tx, companyId, teamId, userId))) throw new NotFoundError('team');
      if (personId === userId || !(await mayTakeOver(tx, companyId, personId))) throw new SuccessorError('successors');
    }
    const { casesTo } = wish;
    if (casesTo !== null && (casesTo === userId || !(await mayTakeOver(tx, companyId, casesTo)))) throw new SuccessorError('casesToId');
  }

  #once(
    by: Commander,
    command: string,
    key: string,
    wish: Pick<Wish, 'userId'>,
    options: CommandOptions,
    act: (tx: Tx, actor: Actor) => Promise<void>,
  ): Promise<{ personId: string }> {
    const actor = actorFor(by, options.ip);
    assertCommander(by, 'person.offboard', { companyId: actor.companyId });
    if (actor.kind === 'person' && actor.userId === wish.userId) throw new NotYourselfError();
    assertProven(by, this.database.clock.now());
    return transact(this.database, { ...options, command, actor }, async (tx) => {
      await gate(tx, actor.companyId);
      return once(tx, key, wish, async () => {
        await act(tx, actor);
        return { personId: wish.userId };
      });
    });
  }
}

/** What of it the audit log keeps. */
function told({ lastDay, cards, successors, casesTo }: Offboarding): object {
  return { lastDay, cards, successors, casesTo };
}

function wishOf({ personId, lastDay, cards, successors, casesToId, endSessions }: OffboardPerson): Wish {
  return {
    ...{ userId: idOf(personId), lastDay: lastDay ?? null, cards, endSessions: endSessions === true },
    successors: (successors ?? []).map((one) => ({ teamId: idOf(one.teamId, 'team'), personId: idOf(one.personId) })),
    casesTo: casesToId == null ? null : idOf(casesToId),
  };
}

function idOf(text: string, noun = 'person'): string {
  const id = text.toLowerCase();
  if (!isUuid(id)) throw new NotFoundError(noun);
  return id;
}

async function managesTeam(tx: Tx, companyId: string, teamId: string, userId: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(`SELECT FROM memberships WHERE company_id = $1 AND team_id = $2 AND user_id = $3 AND is_manager`, [
    ...[companyId, teamId, userId],
  ]);
  return rows.length > 0;
}

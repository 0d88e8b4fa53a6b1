import type { EntityManager } from 'typeorm';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import { appendFeed } from '../../feed/append.ts';
import { checkedZone } from '../../people/company.service.ts';
import type { Database } from '../../platform/database.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../../platform/errors.ts';
import { bumpControls, gate } from '../../platform/gate.ts';
import { audit, once, transact, type Tx } from '../../platform/transact.ts';
import { CLOCK_OF_COMPANY, type CompanyClock, isSameClock } from '../company-clock.ts';
import { enqueueMirroring } from '../mirror/mirror.job.ts';
import { CountAhead, type ToCount } from '../count-ahead.ts';
import { type CountedAhead, limitsThatChange, recountAfterClock, windowLimitsOf } from '../recount.ts';
import { RecountTooLongError } from '../recount.errors.ts';

export type SetCompanyClock = CompanyClock & {
  readonly idempotencyKey: string;
  readonly expectedVersion?: number | null | undefined;
};

/**
 * For how long purchases of the company may find its gate taken. Each waits until its deadline, so this is how
 * long a company that is too large to be counted anew declines, once, and then nothing has changed.
 */
const RECOUNT_WITHIN_MS = 5_000;

/** The only writer of a company's zone and calendar. What it commits binds the next decision. */
export class ClockService {
  constructor(
    private readonly database: Database,
    private readonly recountWithinMs: number = RECOUNT_WITHIN_MS,
    private readonly counts: CountAhead = new CountAhead(database),
  ) {}

  /**
   * Every limit whose windows change is counted anew before the new clock binds. What that costs: `docs/counting-rule.md`.
   * @throws ForbiddenError, InvalidInputError, StaleVersionError, RecountTooLongError, RecountBusyError
   */
  set(by: Commander, input: SetCompanyClock, options: CommandOptions = {}): Promise<{ companyId: string }> {
    const { idempotencyKey } = input;
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    const whatToCount = async (manager: EntityManager): Promise<ToCount> => {
      assertCommander(by, 'company.setClock', { companyId });
      const nowMs = this.database.clock.now().getTime();
      const change = { companyId, before: (await clockOf(manager, companyId)).clock, after: checkedClock(input), nowMs };
      return { ...windowLimitsOf(companyId, change.after, await limitsThatChange(manager, change)), nowMs };
    };
    return this.counts.before(companyId, whatToCount, (ahead) =>
      transact(this.database, { ...options, command: 'company.setClock', actor }, async (tx) => {
        await gate(tx, companyId);
        assertCommander(by, 'company.setClock', { companyId });
        const after = checkedClock(input);
        return once(tx, idempotencyKey, { ...after, expectedVersion: input.expectedVersion ?? null }, async () => {
          const before = await clockOf(tx, companyId);
          expectVersion('clock', before.version, input.expectedVersion);
          if (!isSameClock(before.clock, after)) await this.#change(tx, companyId, before.clock, after, ahead);
          return { companyId };
        });
      }),
    );
  }

  async #change(tx: Tx, companyId: string, before: CompanyClock, after: CompanyClock, ahead?: CountedAhead): Promise<void> {
    await tx.query(
      `UPDATE companies SET time_zone = $2, week_starts_on = $3, fiscal_year_starts_on = $4, clock_version = clock_version + 1 WHERE id = $1`,
      [companyId, after.timeZone, after.weekStartsOn, after.fiscalYearStartsOn],
    );
    const givesUpAt = performance.now() + this.recountWithinMs;
    const change = { companyId, before, after, nowMs: this.database.clock.now().getTime() };
    const inTime = (): void => {
      if (performance.now() >= givesUpAt) throw new RecountTooLongError();
    };
    const limitsRecounted = await recountAfterClock(tx, change, inTime, ahead);
    await bumpControls(tx, companyId);
    await enqueueMirroring(tx, companyId);
    await appendFeed(tx, { companyId, kind: 'CONTROL', event: 'company.clock_changed', cardId: null, userId: null, teamIds: [] });
    audit(tx, { subjectType: 'company', subjectId: companyId, before, after: { ...after, limitsRecounted } });
  }
}

async function clockOf(manager: EntityManager, companyId: string): Promise<{ clock: CompanyClock; version: number }> {
  const [row] = await manager.query<(CompanyClock & { version: number })[]>(
    `SELECT ${CLOCK_OF_COMPANY}, c.clock_version AS version FROM companies c WHERE c.id = $1`,
    [companyId],
  );
  if (row === undefined) throw new NotFoundError('company');
  const { version, ...clock } = row;
  return { clock, version };
}

/** @throws InvalidInputError */
function checkedClock({ timeZone, weekStartsOn, fiscalYearStartsOn }: CompanyClock): CompanyClock {
  if (!Number.isInteger(weekStartsOn) || weekStartsOn < 1 || weekStartsOn > 7)
    throw new InvalidInputError('weekStartsOn', 'A week starts on a day from 1, Monday, to 7, Sunday.');
  if (!/^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$/.test(fiscalYearStartsOn))
    throw new InvalidInputError('fiscalYearStartsOn', 'A fiscal year starts on a month and a day up to the 28th, such as 04-06.');
  return { timeZone: checkedZone(timeZone), weekStartsOn, fiscalYearStartsOn };
}

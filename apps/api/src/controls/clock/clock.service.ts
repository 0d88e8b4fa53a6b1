import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import { appendFeed } from '../../feed/append.ts';
import { checkedZone } from '../../people/company.service.ts';
import type { Database } from '../../platform/database.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../../platform/errors.ts';
import { bumpControls, gate } from '../../platform/gate.ts';
import { audit, once, transact, type Tx } from '../../platform/transact.ts';
import { CLOCK_OF_COMPANY, type CompanyClock, isSameClock } from '../company-clock.ts';
import { enqueueMirroring } from '../mirror/mirror.job.ts';
import { recountAfterClock } from '../recount.ts';
import { RecountTooLongError } from './clock.errors.ts';

export type SetCompanyClock = CompanyClock & {
  readonly idempotencyKey: string;
  readonly expectedVersion?: number | null | undefined;
};

/**
 * For how long purchases of the company may find its gate taken. Each is declined when it has waited for 300 ms, so this is how
 * long a company that is too large to be counted anew declines, once, and then nothing has changed.
 */
const RECOUNT_WITHIN_MS = 5_000;

/** The only writer of a company's zone and calendar. What it commits binds the next decision. */
export class ClockService {
  constructor(
    private readonly database: Database,
    private readonly recountWithinMs: number = RECOUNT_WITHIN_MS,
  ) {}

  /**
   * Every limit whose windows change is counted anew before the new clock binds. What it costs: for each such limit one statement
   * that reads the purchases of its subject in three windows (of a rolling limit, in its days), under the gate. See
   * `docs/counting-rule.md`.
   * @throws ForbiddenError, InvalidInputError, StaleVersionError, RecountTooLongError
   */
  set(by: Commander, input: SetCompanyClock, options: CommandOptions = {}): Promise<{ companyId: string }> {
    const { idempotencyKey } = input;
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    return transact(this.database, { ...options, command: 'company.setClock', actor }, async (tx) => {
      await gate(tx, companyId);
      assertCommander(by, 'company.setClock', { companyId });
      const after = checkedClock(input);
      return once(tx, idempotencyKey, { ...after, expectedVersion: input.expectedVersion ?? null }, async () => {
        const before = await clockOf(tx, companyId);
        expectVersion('clock', before.version, input.expectedVersion);
        if (!isSameClock(before.clock, after)) await this.#change(tx, companyId, before.clock, after);
        return { companyId };
      });
    });
  }

  async #change(tx: Tx, companyId: string, before: CompanyClock, after: CompanyClock): Promise<void> {
    await tx.query(
      `UPDATE companies SET time_zone = $2, week_starts_on = $3, fiscal_year_starts_on = $4, clock_version = clock_version + 1 WHERE id = $1`,
      [companyId, after.timeZone, after.weekStartsOn, after.fiscalYearStartsOn],
    );
    const givesUpAt = performance.now() + this.recountWithinMs;
    const change = { companyId, before, after, nowMs: this.database.clock.now().getTime() };
    const limitsRecounted = await recountAfterClock(tx, change, () => {
      if (performance.now() >= givesUpAt) throw new RecountTooLongError();
    });
    await bumpControls(tx, companyId);
    await enqueueMirroring(tx, companyId);
    await appendFeed(tx, { companyId, kind: 'CONTROL', event: 'company.clock_changed', cardId: null, userId: null, teamIds: [] });
    audit(tx, { subjectType: 'company', subjectId: companyId, before, after: { ...after, limitsRecounted } });
  }
}

async function clockOf(tx: Tx, companyId: string): Promise<{ clock: CompanyClock; version: number }> {
  const [row] = await tx.query<(CompanyClock & { version: number })[]>(
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

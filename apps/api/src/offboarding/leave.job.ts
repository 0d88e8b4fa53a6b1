import type { Database } from '../platform/database.ts';
import { enqueueOn, type Job } from '../platform/jobs.ts';
import { LEAVE, type OffboardingService } from './offboarding.service.ts';

type Leaver = { readonly companyId: string; readonly personId: string };

/** Has somebody leave as their last day ends. */
export class Leave implements Job<Leaver> {
  readonly name = LEAVE;

  constructor(private readonly offboardings: OffboardingService) {}

  run({ companyId, personId }: Leaver): Promise<void> {
    return this.offboardings.carryOut(companyId, personId);
  }
}

/** Every hour, whoever should have left: the company may have set its clock forward since their day was planned. */
export class FindLeavers implements Job<unknown> {
  readonly name = 'person.findLeavers';
  readonly cron = '9 * * * *';
  readonly atStart = true;

  constructor(private readonly database: Pick<Database, 'gateway' | 'clock'>) {}

  async run(): Promise<void> {
    const { gateway, clock } = this.database;
    const { rows } = await gateway.query<Leaver>(
      `SELECT o.company_id AS "companyId", o.user_id AS "personId" FROM offboardings o JOIN companies c ON c.id = o.company_id
        WHERE o.state = 'SCHEDULED' AND o.last_day < ($1::timestamptz AT TIME ZONE c.time_zone)::date`,
      [clock.now()],
    );
    for (const leaver of rows) await enqueueOn(gateway, LEAVE, leaver, { key: leaver.personId });
  }
}

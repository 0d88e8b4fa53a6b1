import pg from 'pg';
import type { Database } from '../platform/database.ts';
import type { Job } from '../platform/jobs.ts';
import { retrying } from '../platform/transact.ts';
import { type Sealer, unseal } from '../platform/seal.ts';
import type { ErasureList } from './erasure-list.ts';
import { type ErasureService, FORGET_PERSON, wordsPlace } from './erasure.service.ts';
import { forgetInTables, forgetMessages } from './forget.ts';
import type { Words } from './words.ts';

type Payload = { readonly companyId: string; readonly personId: string };
type Deps = { readonly database: Database; readonly ownerUrl: string; readonly sealer: Sealer; readonly list: ErasureList };
type Asked = Payload & { readonly erased_at: Date; readonly words_sealed: Buffer | null; readonly wrapped_key: Buffer | null };

/** Messages of the person are still in the queue: they are applied within seconds, or set aside. */
class MessagesWaitError extends Error {
  override readonly name = 'MessagesWaitError';
}

/** Finishes an erasure: puts it on the list outside the database, and overwrites all that still names the person. */
export class ForgetPerson implements Job<Payload> {
  readonly name = FORGET_PERSON;

  constructor(private readonly deps: Deps) {}

  run({ companyId, personId }: Payload): Promise<void> {
    return this.#finishAll(`company_id = $1 AND user_id = $2`, [companyId, personId]);
  }

  /** Whatever is begun, whichever company's. */
  all(): Promise<void> {
    return this.#finishAll('true', []);
  }

  async #finishAll(which: string, parameters: readonly string[]): Promise<void> {
    const owner = new pg.Pool({ connectionString: this.deps.ownerUrl, max: 1, application_name: 'afc-forget' });
    owner.on('error', () => undefined);
    try {
      const { rows } = await owner.query<Asked>(
        `SELECT company_id AS "companyId", user_id AS "personId", erased_at, words_sealed, wrapped_key FROM erasures
          WHERE done_at IS NULL AND ${which}`,
        [...parameters],
      );
      for (const asked of rows) await this.#finish(owner, asked);
    } finally {
      await owner.end();
    }
  }

  async #finish(owner: pg.Pool, asked: Asked): Promise<void> {
    const { companyId, personId } = asked;
    const { database, list } = this.deps;
    await list.add({ companyId, personId, erasedAt: asked.erased_at });
    await owner.query(`UPDATE erasures SET listed_at = coalesce(listed_at, $3) WHERE company_id = $1 AND user_id = $2`, [
      ...[companyId, personId, database.clock.now()],
    ]);
    const run = async <Row>(sql: string, parameters: readonly unknown[]) => (await owner.query(sql, [...parameters])).rows as Row[];
    await forgetInTables(run, { companyId, personId }, this.#wordsOf(asked));
    await forgetInLog(database, companyId, personId);
    const waiting = await forgetMessages(owner, { companyId, personId });
    if (waiting > 0) throw new MessagesWaitError(`${waiting} messages of the person are still to be applied`);
    await owner.query(`UPDATE erasures SET words_sealed = NULL, wrapped_key = NULL, done_at = $3 WHERE company_id = $1 AND user_id = $2`, [
      companyId,
      personId,
      database.clock.now(),
    ]);
  }

  #wordsOf({ personId, words_sealed: sealed, wrapped_key: wrapped }: Asked): Words {
    if (sealed === null || wrapped === null) throw new Error(`the erasure of ${personId} has lost its words`);
    return JSON.parse(unseal(this.deps.sealer.unwrap(wrapped), sealed, wordsPlace(personId))) as Words;
  }
}

/** The log lets its own function alone empty a row, and only of who has no key any more. */
function forgetInLog(database: Database, companyId: string, personId: string): Promise<void> {
  return retrying(() =>
    database.api.transaction(async (manager) => {
      await manager.query(`SELECT set_config('app.company_id', $1, true)`, [companyId]);
      await manager.query(`SELECT forget_in_audit($1)`, [personId]);
    }),
  );
}

/** Erases again whoever a restored backup has brought back: at each start, and by `npm run erasures:replay`. */
export class ReplayErasures implements Job<unknown> {
  readonly name = 'erasure.replay';
  readonly cron = '17 * * * *';
  readonly atStart = true;

  constructor(
    private readonly erasures: ErasureService,
    private readonly list: ErasureList,
  ) {}

  async run(): Promise<void> {
    await this.replay();
  }

  /** @returns how many are on the list, and how many of them had come back */
  async replay(): Promise<{ listed: number; repeated: number }> {
    const listed = await this.list.all();
    let repeated = 0;
    for (const { companyId, personId, erasedAt } of listed) if (await this.erasures.repeat(companyId, personId, erasedAt)) repeated += 1;
    return { listed: listed.length, repeated };
  }
}

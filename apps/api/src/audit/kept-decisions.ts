import type { Reading } from './chain-records.ts';
import type { KeptDecision, SealedRange } from './decision-seals.ts';

const PAGE = 500;

/** The decision records of a company in a range of ids as they are there now, in order; what is in memory is one page of them. */
export async function* decisionsIn(
  reading: Reading,
  companyId: string,
  { after, upTo }: Pick<SealedRange, 'after' | 'upTo'>,
): AsyncGenerator<KeptDecision, void, undefined> {
  for (let from = after; ; ) {
    const page = await reading((run) =>
      run<KeptDecision>(
        `SELECT id, record::text AS record FROM decision_records WHERE company_id = $1 AND id > $2 AND id <= $3 ORDER BY id LIMIT ${PAGE}`,
        [companyId, from, upTo],
      ),
    );
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    from = last.id;
  }
}

import { NotFoundError } from '../platform/errors.ts';
import { isUuid } from '../platform/ids.ts';
import type { Tx } from '../platform/transact.ts';

/** One row of the company, as its entity. @throws NotFoundError */
export async function findOrRefuse<Row extends { companyId: string; id: string }>(
  tx: Tx,
  entity: new () => Row,
  companyId: string,
  id: string,
  noun: string,
): Promise<Row> {
  const found = isUuid(id) ? await tx.findOneBy<Row>(entity, { companyId, id } as never) : null;
  if (found === null) throw new NotFoundError(noun);
  return found;
}

import { DomainError, NotFoundError } from '../errors.ts';
import { isUuid, uuidv7 } from '../ids.ts';
import { type AuditDetail, audit, contextOf, idOfActor, type Tx } from '../transact.ts';
import { type Bulk, type BulkOutcome, refusedWith } from './bulk.ts';
import type { BulkStore } from './bulk-store.ts';

/** A bulk of whoever commands, as they make it now. */
export function newBulk<Action extends string>(tx: Tx, action: Action, undoes: string | null): Bulk<Action> {
  const { command, database } = contextOf(tx);
  const { actor } = command;
  const { clock } = database;
  return { companyId: actor.companyId, id: uuidv7(clock), action, madeBy: idOfActor(actor), madeAt: clock.now(), undoes };
}

/** The bulk that whoever commands has made, and what of it was done: theirs to take back. @throws NotFoundError */
export async function ownBulk<Made extends Bulk, Row extends BulkOutcome>(
  tx: Tx,
  store: BulkStore<Made, Row>,
  bulkId: string,
): Promise<{ bulk: Made; done: Row[] }> {
  const { actor } = contextOf(tx).command;
  const bulk = isUuid(bulkId) ? await store.find(tx, actor.companyId, bulkId) : null;
  if (bulk === null || bulk.madeBy !== idOfActor(actor)) throw new NotFoundError('change of many');
  return { bulk, done: (await store.rowsOf(tx, [bulk.id])).filter(({ refusal }) => refusal === null) };
}

/**
 * A row for each: one that is refused keeps no other from being done.
 * @param act refuses before it writes anything: the transaction goes on
 * @throws the first refusal, when access refuses all of them: who may do it with none is refused as for a single one
 */
export async function rowForEach<Wish, Row extends BulkOutcome>(
  wishes: readonly Wish[],
  act: (wish: Wish) => Row | Promise<Row>,
  refused: (wish: Wish, outcome: BulkOutcome) => Row,
): Promise<Row[]> {
  const rows: Row[] = [];
  const refusals: DomainError[] = [];
  for (const wish of wishes) {
    const answer = await orRefusal(() => act(wish));
    if (answer instanceof DomainError) refusals.push(answer);
    rows.push(answer instanceof DomainError ? refused(wish, refusedWith(answer)) : answer);
  }
  const [first] = refusals;
  if (first !== undefined && refusals.length === rows.length && refusals.every(isOfAccess)) throw first;
  return rows;
}

/** What `act` answers, or the refusal that it throws. */
export async function orRefusal<Done>(act: () => Done | Promise<Done>): Promise<Done | DomainError> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** Keeps what became of each, and says in the audit log how many were done. */
export async function recordBulk<Made extends Bulk, Row extends BulkOutcome>(
  tx: Tx,
  store: BulkStore<Made, Row>,
  bulk: Made,
  rows: readonly Row[],
  { after, ...detail }: Omit<AuditDetail, 'subjectId' | 'before' | 'after'> & { readonly after?: object },
): Promise<{ bulkId: string }> {
  await store.insert(tx, bulk, rows);
  const { id, action, undoes } = bulk;
  const refused = rows.filter(({ refusal }) => refusal !== null).length;
  audit(tx, { ...detail, subjectId: id, after: { action, ...after, undoes, done: rows.length - refused, refused } });
  return { bulkId: id };
}

function isOfAccess({ code }: DomainError): boolean {
  return code === 'NOT_FOUND' || code === 'FORBIDDEN';
}

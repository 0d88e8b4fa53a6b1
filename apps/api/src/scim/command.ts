import type { CommandOptions } from '../access/commander.ts';
import { assertMay } from '../access/policy.ts';
import { actorOf, type Member } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import { StaleVersionError } from '../platform/errors.ts';
import { read, transact, type Tx } from '../platform/transact.ts';
import type { EntityManager } from 'typeorm';
import { names, type Resource } from './resource.ts';

/** What the directory says. What it has seen before is in `ifMatch`, where it says that. */
export type Said = { readonly by: Member; readonly options: CommandOptions; readonly ifMatch?: string | undefined };

/**
 * One transaction of the directory, under the company's gate. It has no idempotency key: a repeat of a PUT, a PATCH or a DELETE changes
 * nothing, and of a POST is refused, since the name is taken.
 * @throws ForbiddenError
 */
export function directoryCommand<T>(database: Database, command: string, { by, options }: Said, act: (tx: Tx) => Promise<T>): Promise<T> {
  assertMay(by, 'directory.provision', { companyId: by.companyId });
  return transact(database, { ...options, command, actor: actorOf(by, options.ip) }, async (tx) => {
    await gate(tx, by.companyId);
    return act(tx);
  });
}

/** @throws ForbiddenError */
export function directoryRead<T>(database: Database, by: Member, look: (manager: EntityManager) => Promise<T>): Promise<T> {
  assertMay(by, 'directory.provision', { companyId: by.companyId });
  return read(database, by.companyId, look);
}

/** @throws StaleVersionError */
export function expectTag({ ifMatch }: Said, noun: string, { meta }: Resource): void {
  if (ifMatch !== undefined && !names(ifMatch, meta.version)) throw new StaleVersionError(noun);
}

import type { EntityManager } from 'typeorm';
import type { CommandOptions } from '../access/commander.ts';
import { actorOf, type Viewer } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { OwnSignInOnlyError } from './company-sign-in/company-sign-in.errors.ts';
import { gate } from '../platform/gate.ts';
import { operate } from '../platform/operate.ts';
import { type AuditDetail, audit, once, transact } from '../platform/transact.ts';

export type OwnCommand = CommandOptions & {
  /** `noun.verb`, as it will stand in the audit log. */
  readonly command: string;
  readonly idempotencyKey: string;
  /** What is compared when the key comes again. */
  readonly input: object;
  /** Whether it reaches no further than the company, so that who was signed in by its provider may do it too. */
  readonly withinCompany?: true;
};

/** What was done: its answer, small and without a secret, and a row of the audit log. */
type Done<T> = { readonly answer: T; readonly done: AuditDetail };

/**
 * Runs, once for its key, what somebody does to their own sign-in: an identity is of no company. It stands in the log of the company
 * as whose person they are signed in, or in the operators'.
 * @throws InvalidInputError, IdempotencyKeyReusedError, OwnSignInOnlyError
 */
export async function commandOfOwn<T>(
  database: Database,
  viewer: Viewer,
  { command, idempotencyKey, input, withinCompany, ...options }: OwnCommand,
  run: (manager: EntityManager) => Promise<Done<T>>,
): Promise<T> {
  const { companyId, identityId, displayName, byCompany } = viewer;
  if (byCompany === true && withinCompany !== true) throw new OwnSignInOnlyError();
  if (companyId === null) {
    const operator = { identityId, displayName, ...(options.ip === undefined ? {} : { ip: options.ip }) };
    return operate(database, { ...options, command, operator, idempotencyKey, input }, async (tx) => {
      const { answer, done } = await run(tx);
      return { answer, done: [done] };
    });
  }
  return transact(database, { ...options, command, actor: actorOf(viewer, options.ip) }, async (tx) => {
    await gate(tx, companyId);
    return once(tx, idempotencyKey, input, async () => {
      const { answer, done } = await run(tx);
      audit(tx, done);
      return answer;
    });
  });
}

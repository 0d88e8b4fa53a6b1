import type { Viewer } from '../../access/viewer.ts';
import { actorOf } from '../../access/viewer.ts';
import type { Database } from '../../platform/database.ts';
import { operate } from '../../platform/operate.ts';
import { type AuditDetail, audit, transact } from '../../platform/transact.ts';

type Where = { readonly ip?: string; readonly userAgent?: string };

/** That somebody came or went, in the log of the company as whose person they did, or in the operators'. */
export function noteSession(
  database: Database,
  command: 'session.open' | 'session.close',
  viewer: Omit<Viewer, 'provenAtMs'>,
  after: object,
  where: Where = {},
): Promise<void> {
  const { companyId, identityId, sessionId, displayName } = viewer;
  const done: AuditDetail = { subjectType: 'session', subjectId: sessionId, after };
  if (companyId === null || viewer.role === 'READER') {
    const once = { command, operator: { identityId, displayName, ...where }, idempotencyKey: `${command} ${sessionId}`, input: {} };
    return operate(database, once, () => Promise.resolve({ answer: undefined, done: [done] }));
  }
  const actor = actorOf({ ...viewer, provenAtMs: 0 }, where.ip);
  return transact(database, { ...where, command, actor }, (tx) => Promise.resolve(audit(tx, done)));
}

/** That somebody tried to come in as a person whom we know, with a wrong password: in the log of each of their companies. */
export async function noteRefusal(
  database: Database,
  people: readonly { readonly companyId: string; readonly userId: string }[],
  after: object,
  where: Where,
): Promise<void> {
  for (const { companyId, userId } of people) {
    const actor = { kind: 'system', companyId, name: 'sign-in' } as const;
    await transact(database, { ...where, command: 'session.refuse', actor }, (tx) =>
      Promise.resolve(audit(tx, { subjectType: 'person', subjectId: userId, after })),
    );
  }
}

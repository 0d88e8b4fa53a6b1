import { actorOf, type Member } from '../access/viewer.ts';
import type { CommandOptions } from '../access/commander.ts';
import { assertMay } from '../access/policy.ts';
import { appendFeed } from '../feed/append.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid } from '../platform/ids.ts';
import { audit, once, transact } from '../platform/transact.ts';

export type MarkRead = {
  readonly idempotencyKey: string;
  /** All when absent. */
  readonly ids?: readonly string[] | null | undefined;
};

const MOST_IDS = 500;

/** A person's inbox, as its owner changes it. */
export class NotificationService {
  constructor(private readonly database: Database) {}

  /** How many were unread. Those of others are left as they are. @throws NotFoundError for a service account, InvalidInputError */
  markRead(viewer: Member, { idempotencyKey, ids }: MarkRead, options: CommandOptions = {}): Promise<number> {
    const { companyId, userId } = viewer;
    assertMay(viewer, 'notification.see', { companyId, userId });
    if (ids != null && ids.length > MOST_IDS) throw new InvalidInputError('ids', `Name at most ${MOST_IDS} at once, or none for all.`);
    const actor = actorOf(viewer, options.ip);
    return transact(this.database, { ...options, command: 'notification.read', actor }, async (tx) => {
      await gate(tx, companyId);
      return once(tx, idempotencyKey, { ids: ids ?? null }, async () => {
        const [, changed] = await tx.query<[unknown, number]>(
          `UPDATE notifications SET read_at = $3 WHERE company_id = $1 AND user_id = $2 AND read_at IS NULL AND ($4::uuid[] IS NULL OR id = ANY ($4))`,
          [companyId, userId, this.database.clock.now(), ids?.filter(isUuid) ?? null],
        );
        if (changed > 0) {
          audit(tx, { subjectType: 'notification', subjectId: userId, after: { read: changed } });
          await appendFeed(tx, { companyId, kind: 'NOTIFICATION', event: 'notification.read', userId });
        }
        return changed;
      });
    });
  }
}

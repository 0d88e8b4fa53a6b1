import type { EntityManager } from 'typeorm';
import type { CommandOptions } from '../../access/commander.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Database } from '../../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../../platform/errors.ts';
import { isUuid } from '../../platform/ids.ts';
import { commandOfOwn } from '../own-command.ts';
import { type App, IDLE } from './sessions.ts';
import type { SessionStore } from './session-store.ts';

export type OpenSession = {
  readonly id: string;
  readonly app: App;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  /** When it last fetched an access token: every few minutes while a page is open. */
  readonly usedAt: Date;
};

/** Who was signed in by a company's provider sees and ends no session of another company. */
const companyOf = ({ byCompany, companyId }: Viewer): string | null => (byCompany === true ? companyId : null);

/** The sessions of whoever asks that are open, the one used last first; at most 100. */
export async function openSessionsOf(manager: EntityManager, viewer: Viewer, now: Date): Promise<OpenSession[]> {
  return manager.query<OpenSession[]>(
    `SELECT id, app, ip, user_agent AS "userAgent", created_at AS "createdAt", used_at AS "usedAt" FROM auth_sessions($1, $2, $3, $4, $5)`,
    [viewer.identityId, companyOf(viewer), now, IDLE.admin, IDLE.portal],
  );
}

/** Ends sessions of whoever asks. In this process and in Redis at once, everywhere else as soon as it is heard of, sockets included. */
export class OwnSessions {
  constructor(
    private readonly database: Database,
    private readonly store: SessionStore,
  ) {}

  /** @throws InvalidInputError for the session in which it is asked, NotFoundError for one that is over or another's */
  async end(
    viewer: Viewer,
    input: { readonly idempotencyKey: string; readonly sessionId: string },
    options: CommandOptions = {},
  ): Promise<void> {
    const sessionId = input.sessionId.toLowerCase();
    if (sessionId === viewer.sessionId) throw new InvalidInputError('sessionId', 'This is the session you are in. Sign out to end it.');
    if (!isUuid(sessionId)) throw new NotFoundError('session');
    return this.#end(viewer, { ...options, command: 'session.end', idempotencyKey: input.idempotencyKey, input: { sessionId } }, sessionId);
  }

  /** All but the one in which it is asked. */
  endOthers(viewer: Viewer, { idempotencyKey }: { readonly idempotencyKey: string }, options: CommandOptions = {}): Promise<void> {
    return this.#end(viewer, { ...options, command: 'session.endOthers', idempotencyKey, input: {} }, null);
  }

  async #end(viewer: Viewer, command: Parameters<typeof commandOfOwn>[2], only: string | null): Promise<void> {
    const { identityId, sessionId } = viewer;
    const ended = await commandOfOwn(this.database, viewer, { ...command, withinCompany: true }, async (manager) => {
      const rows = await manager.query<{ id: string }[]>(`SELECT id FROM auth_end_sessions($1, $2, $3, $4, $5, 'ended') AS id`, [
        identityId,
        companyOf(viewer),
        only,
        sessionId,
        this.database.clock.now(),
      ]);
      if (only !== null && rows.length === 0) throw new NotFoundError('session');
      const answer = rows.map(({ id }) => id);
      return { answer, done: { subjectType: 'identity', subjectId: identityId, after: { ended: answer } } };
    });
    for (const id of ended) await this.store.end(id);
  }
}

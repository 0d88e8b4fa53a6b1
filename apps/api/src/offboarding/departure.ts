import type { Commander } from '../access/commander.ts';
import type { ApprovalService } from '../approvals/approval.service.ts';
import type { CardService } from '../cards/card.service.ts';
import type { TeamService } from '../people/team.service.ts';
import type { Database } from '../platform/database.ts';
import type { Tx } from '../platform/transact.ts';
import type { ErasureService } from '../privacy/erasure.service.ts';
import { handOverCases } from '../risk/hand-over-cases.ts';
import { managedTeamIds } from './holdings.ts';
import type { Offboarding, Successor } from './offboarding-store.ts';
import { mayTakeOver } from './successor.ts';

type Needs = {
  readonly database: Database;
  readonly cards: CardService;
  readonly approvals: ApprovalService;
  readonly teams: TeamService;
  readonly people: ErasureService;
};

/** What a leaver's cards say when somebody asks why. */
const REASON = 'Their holder leaves the company';

/** What happens when somebody leaves, in the transaction of the command or job that has them leave, under the company's gate. */
export class Departure {
  constructor(private readonly needs: Needs) {}

  /** Whatever they had goes to somebody else or ends; last of all they sign in no more. @throws LastAdminError */
  async leave(tx: Tx, by: Commander, { companyId, userId, successors, casesTo }: Offboarding): Promise<void> {
    const { cards, approvals, people } = this.needs;
    await cards.terminateAllWithin(tx, by, { companyId, holderId: userId, reason: REASON });
    await approvals.withdrawAllOf(tx, companyId, userId);
    await this.#handOverTeams(tx, companyId, userId, successors);
    await handOverCases(tx, companyId, userId, casesTo);
    await people.closeWithin(tx, companyId, userId);
    await this.endSessions(tx, { companyId, userId });
  }

  /** Who was named may have left meanwhile: a team without a manager is seen to by admins. */
  async #handOverTeams(tx: Tx, companyId: string, fromId: string, successors: readonly Successor[]): Promise<void> {
    for (const teamId of await managedTeamIds(tx, companyId, fromId)) {
      const named = successors.find((one) => one.teamId === teamId)?.personId ?? null;
      const toId = named !== null && (await mayTakeOver(tx, companyId, named)) ? named : null;
      await this.needs.teams.handOverWithin(tx, { companyId, teamId, fromId, toId });
    }
  }

  /** Until their last day they do not spend. */
  async withhold(tx: Tx, by: Commander, { companyId, userId }: Offboarding): Promise<void> {
    await this.needs.cards.withholdAllWithin(tx, by, { companyId, holderId: userId, reason: REASON });
  }

  /** Those in this company; a session of another company of theirs goes on. */
  async endSessions(tx: Tx, { companyId, userId }: Pick<Offboarding, 'companyId' | 'userId'>): Promise<void> {
    await tx.query(
      `SELECT auth_end_sessions(u.identity_id, $1, NULL, NULL, $3, 'ended') FROM users u
        WHERE u.company_id = $1 AND u.id = $2 AND u.identity_id IS NOT NULL`,
      [companyId, userId, this.needs.database.clock.now()],
    );
  }
}

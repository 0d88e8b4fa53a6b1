import type { CommandOptions } from '../access/commander.ts';
import { assertMay, may } from '../access/policy.ts';
import { actorOf, type Member } from '../access/viewer.ts';
import { appendFeed } from '../feed/append.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid } from '../platform/ids.ts';
import { audit, once, transact, type Tx } from '../platform/transact.ts';
import { CaseAssigneeError } from './case.errors.ts';
import { mayBeGiven } from './case.loader.ts';
import { assigned, type CaseOutcome, type CaseStanding, closed, reopened } from './case.state.ts';
import { findCase, insertCaseEvent, type RiskCase, saveStanding } from './case-store.ts';

const MOST_COMMENT = 2_000;

type OfCase = { readonly idempotencyKey: string; readonly caseId: string; readonly expectedVersion?: number | null | undefined };
type Maybe<Value> = Value | null | undefined;
type CommentOnCase = Omit<OfCase, 'expectedVersion'> & { readonly comment: string };
type AssignCase = OfCase & { readonly assigneeId?: Maybe<string> };
type CloseCase = OfCase & { readonly outcome: CaseOutcome; readonly comment?: Maybe<string> };
type ReopenCase = OfCase & { readonly comment?: Maybe<string> };

/** What people do with a case. Each command stands in the case's history, with the name of who gave it. */
export class CaseService {
  constructor(private readonly database: Database) {}

  /** @throws NotFoundError, ForbiddenError, InvalidInputError */
  comment(by: Member, input: CommentOnCase, options?: CommandOptions): Promise<{ caseId: string }> {
    const comment = checkedComment(input.comment);
    if (comment === null) throw new InvalidInputError('comment', 'Say something.');
    return this.#command(by, 'comment', input, options, async (tx, found) => {
      await insertCaseEvent(tx, found, { ...NOTHING, kind: 'COMMENTED', comment, byName: by.displayName });
      // What is said stays in the case's history: the log is for ever.
      audit(tx, { subjectType: 'riskCase', subjectId: found.id, after: { commented: true } });
    });
  }

  /** @throws NotFoundError, ForbiddenError, StaleVersionError, CaseClosedError, CaseAssigneeError */
  assign(by: Member, input: AssignCase, options?: CommandOptions): Promise<{ caseId: string }> {
    const assigneeId = input.assigneeId ?? null;
    return this.#command(by, 'assign', input, options, async (tx, found) => {
      const after = assigned(found, assigneeId);
      if (assigneeId !== null && !(isUuid(assigneeId) && (await mayBeGiven(tx, found, assigneeId)))) throw new CaseAssigneeError();
      await this.#save(tx, found, after);
      await insertCaseEvent(tx, found, { ...NOTHING, kind: 'ASSIGNED', assigneeId, byName: by.displayName });
    });
  }

  /** @throws NotFoundError, ForbiddenError, StaleVersionError, CaseClosedError, InvalidInputError */
  close(by: Member, input: CloseCase, options?: CommandOptions): Promise<{ caseId: string }> {
    const comment = checkedComment(input.comment);
    const { outcome } = input;
    return this.#command(by, 'close', input, options, async (tx, found) => {
      await this.#save(tx, found, closed(found, outcome, this.database.clock.now()));
      await insertCaseEvent(tx, found, { ...NOTHING, kind: 'CLOSED', outcome, comment, byName: by.displayName });
    });
  }

  /** @throws NotFoundError, ForbiddenError, StaleVersionError, CaseNotClosedError, InvalidInputError */
  reopen(by: Member, input: ReopenCase, options?: CommandOptions): Promise<{ caseId: string }> {
    const comment = checkedComment(input.comment);
    return this.#command(by, 'reopen', input, options, async (tx, found) => {
      await this.#save(tx, found, reopened(found));
      await insertCaseEvent(tx, found, { ...NOTHING, kind: 'REOPENED', comment, byName: by.displayName });
    });
  }

  #command(
    by: Member,
    verb: 'comment' | 'assign' | 'close' | 'reopen',
    input: OfCase,
    options: CommandOptions = {},
    act: (tx: Tx, found: RiskCase) => Promise<void>,
  ): Promise<{ caseId: string }> {
    const { idempotencyKey, ...asked } = input;
    return transact(this.database, { ...options, command: `riskCase.${verb}`, actor: actorOf(by, options.ip) }, async (tx) => {
      await gate(tx, by.companyId);
      const found = isUuid(input.caseId) ? await findCase(tx, by.companyId, input.caseId) : null;
      if (found === null || !may(by, 'riskCase.see', found)) throw new NotFoundError('case');
      assertMay(by, 'riskCase.handle', found);
      return once(tx, idempotencyKey, asked, async () => {
        expectVersion('case', found.version, input.expectedVersion);
        await act(tx, found);
        const { companyId, id: caseId, userId, cardId, teamIds } = found;
        await appendFeed(tx, { companyId, kind: 'RISK', event: 'risk_case.changed', caseId, userId, cardId, teamIds });
        return { caseId };
      });
    });
  }

  async #save(tx: Tx, before: RiskCase, after: CaseStanding): Promise<void> {
    await saveStanding(tx, before, after);
    const standing = ({ state, outcome, assigneeId }: CaseStanding): object => ({ state, outcome, assigneeId });
    audit(tx, { subjectType: 'riskCase', subjectId: before.id, before: standing(before), after: standing(after) });
  }
}

const NOTHING = { outcome: null, assigneeId: null, comment: null };

/** Lines are kept. @throws InvalidInputError */
function checkedComment(text: Maybe<string>): string | null {
  const comment = (text ?? '').normalize('NFC').trim();
  if (comment.length > MOST_COMMENT) throw new InvalidInputError('comment', `At most ${MOST_COMMENT} characters.`);
  return comment === '' ? null : comment;
}

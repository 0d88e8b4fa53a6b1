import type { ApprovalService } from '../approvals/approval.service.ts';
import { assertCommander, actorFor, type Commander, type CommandOptions } from '../access/commander.ts';
import { assertMay, installation } from '../access/policy.ts';
import { assertProven } from '../access/step-up.ts';
import { actorOf, type Member, signedIn, type Viewer } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid } from '../platform/ids.ts';
import type { Money } from '../platform/money.ts';
import { type Actor, audit, once, transact, type Tx } from '../platform/transact.ts';
import { advance, begin, type NewFundMovement } from './advance.ts';
import { CurrencyNotUsedError, FundStateError, LooseningPendingError, TwoAdminsNeededError } from './fund.errors.ts';
import { LOOSEN, MOVE } from './fund-commands.ts';
import { type FundKind, loosens, needsSecondAdmin, type OperatorAction } from './movement.ts';
import { findFundMovement, type FundMovement, movedAlone } from './movement-store.ts';
import { type FundSetting, fundSettingOf, type Loosening, saveFundSetting } from './setting-store.ts';

export type RequestFunds = {
  readonly idempotencyKey: string;
  readonly amount: Money;
  /** What the bank transfer says. */
  readonly reference: string;
};

export type CancelFunds = {
  readonly idempotencyKey: string;
  readonly movementId: string;
  readonly reason?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
};

export type SettleFunds = CancelFunds & { readonly companyId: string; readonly action: OperatorAction };

export type SetFunds = {
  readonly idempotencyKey: string;
  readonly currency: string;
  /** Null: a second admin is never needed. */
  readonly fourEyesAboveMinor: bigint | null;
  /** Null: nobody is told. */
  readonly lowBelowMinor: bigint | null;
  readonly expectedVersion?: number | null | undefined;
};

type Moved = { readonly movementId: string };

const DAY_MS = 24 * 3_600_000;
const MOST_REFERENCE = 140;
const MOST_REASON = 200;
/** Fifteen digits: what a double still holds exactly, and far above any company's funds. */
const MOST_MINOR = 999_999_999_999_999n;
/** What a bank does against the wish of both sides is explained. */
const EXPLAINED: ReadonlySet<OperatorAction> = new Set(['RETURN', 'REFUSE']);

/**
 * Money in and out of a company's balance. Its admins ask; an operator, who sees the programme's bank account, says what came of it
 * (docs/adr/0007-who-says-that-money-arrived.md).
 */
export class FundService {
  constructor(
    private readonly database: Database,
    private readonly approvals: ApprovalService,
  ) {}

  /** Announces money that is on its way. @throws ForbiddenError, InvalidInputError, CurrencyNotUsedError */
  announceTopUp(by: Commander, input: RequestFunds, options: CommandOptions = {}): Promise<Moved> {
    return this.#request(by, 'TOP_UP', input, options);
  }

  /** Sets money aside to be paid out. @throws ForbiddenError, StepUpRequiredError, InvalidInputError, CurrencyNotUsedError, NotEnoughAvailableError */
  requestWithdrawal(by: Commander, input: RequestFunds, options: CommandOptions = {}): Promise<Moved> {
    return this.#request(by, 'WITHDRAWAL', input, options);
  }

  /** A top-up that has arrived already: for parts of the system that stand for both sides, such as the demo. */
  fund(by: Extract<Commander, { kind: 'system' }>, amount: Money, reference = by.name): Promise<Moved> {
    const asked = checked(by, 'TOP_UP', { amount, reference });
    return transact(this.database, { command: 'funds.fund', actor: by }, async (tx) => {
      await gate(tx, by.companyId);
      const { id: movementId } = await advance(tx, await begin(tx, asked, null), 'ARRIVE');
      return { movementId };
    });
  }

  /** Takes a request of the company back while nobody has it in hand. @throws ForbiddenError, NotFoundError, StaleVersionError, FundStateError */
  cancel(by: Member, input: CancelFunds, options: CommandOptions = {}): Promise<Moved> {
    assertMay(by, 'funds.move', { companyId: by.companyId });
    return this.#advance(actorOf(by, options.ip), 'funds.cancel', { ...input, companyId: by.companyId, action: 'CANCEL' }, options);
  }

  /**
   * What an operator says of the programme's bank account. It stands in the company's own log.
   * @throws ForbiddenError, StepUpRequiredError, InvalidInputError, NotFoundError, StaleVersionError, FundStateError
   */
  settle(viewer: Viewer | null, input: SettleFunds, options: CommandOptions = {}): Promise<Moved> {
    const operator = signedIn(viewer);
    assertMay(operator, 'funds.settle', installation);
    assertProven(operator, this.database.clock.now());
    if (!isUuid(input.companyId)) throw new NotFoundError('company');
    if (EXPLAINED.has(input.action) && reasonOf(input.reason) === null) throw new InvalidInputError('reason', 'Say why, for the company.');
    const actor = { kind: 'system', companyId: input.companyId, name: `operator ${operator.displayName}` } as const;
    return this.#advance(actor, 'funds.settle', input, options);
  }

  /**
   * Changes what is set for one currency. What asks for a second admin less often waits for that admin; the rest is so at once.
   * @throws ForbiddenError, StepUpRequiredError, InvalidInputError, CurrencyNotUsedError, StaleVersionError, TwoAdminsNeededError, LooseningPendingError
   */
  set(by: Member, input: SetFunds, options: CommandOptions = {}): Promise<void> {
    const { companyId } = by;
    assertMay(by, 'funds.move', { companyId });
    assertProven(by, this.database.clock.now());
    const { idempotencyKey, currency, fourEyesAboveMinor, lowBelowMinor, expectedVersion } = input;
    if (fourEyesAboveMinor !== null) assertAmount('fourEyesAboveMinor', fourEyesAboveMinor, 0n);
    if (lowBelowMinor !== null) assertAmount('lowBelowMinor', lowBelowMinor, 1n);
    return transact(this.database, { ...options, command: 'funds.set', actor: actorOf(by, options.ip) }, async (tx) => {
      await gate(tx, companyId);
      const asked = { currency, fourEyes: fourEyesAboveMinor?.toString() ?? null, low: lowBelowMinor?.toString() ?? null };
      await once(tx, idempotencyKey, asked, async () => {
        const before = await this.#settingOf(tx, companyId, currency);
        expectVersion('setting', before.version, expectedVersion);
        await this.#set(tx, by, before, { fourEyesAboveMinor, lowBelowMinor });
      });
    });
  }

  async #set(tx: Tx, by: Member, before: FundSetting, wish: Pick<FundSetting, 'fourEyesAboveMinor' | 'lowBelowMinor'>): Promise<void> {
    const { companyId, currency } = before;
    const loosened = loosens(before.fourEyesAboveMinor, wish.fourEyesAboveMinor);
    if (loosened && before.approvalId !== null) throw new LooseningPendingError();
    const changesFourEyes = before.fourEyesAboveMinor !== wish.fourEyesAboveMinor;
    if (changesFourEyes && !loosened && (await activeAdmins(tx, companyId)) < 2) throw new TwoAdminsNeededError();
    const approvalId = loosened ? await this.#askToLoosen(tx, by, before, wish.fourEyesAboveMinor) : before.approvalId;
    const fourEyesAboveMinor = loosened ? before.fourEyesAboveMinor : wish.fourEyesAboveMinor;
    await saveFundSetting(tx, { ...before, ...wish, fourEyesAboveMinor, approvalId, version: before.version + 1 });
    audit(tx, {
      ...{ subjectType: 'fund_setting', subjectId: currency },
      before: inLog(before),
      after: inLog({ ...wish, fourEyesAboveMinor }),
    });
  }

  async #askToLoosen(tx: Tx, by: Member, { companyId, currency, fourEyesAboveMinor }: FundSetting, to: bigint | null): Promise<string> {
    const input: Loosening = { currency, fromMinor: String(fourEyesAboveMinor), toMinor: to?.toString() ?? null };
    const asked = { companyId, command: LOOSEN, input, subjectType: 'fund_setting', subjectId: currency, requestedBy: by.userId };
    return (await this.approvals.ask(tx, asked)).approvalId;
  }

  #request(by: Commander, kind: FundKind, input: RequestFunds, options: CommandOptions): Promise<Moved> {
    const companyId = actorFor(by).companyId;
    assertCommander(by, 'funds.move', { companyId });
    if (kind === 'WITHDRAWAL') assertProven(by, this.database.clock.now());
    const asked = checked(actorFor(by), kind, input);
    const command = kind === 'TOP_UP' ? 'funds.announceTopUp' : 'funds.requestWithdrawal';
    return transact(this.database, { ...options, command, actor: actorFor(by, options.ip) }, async (tx) => {
      await gate(tx, companyId);
      const { amount, reference, requestedBy } = asked;
      return once(tx, input.idempotencyKey, { minor: amount.minor.toString(), currency: amount.currency, reference }, async () => {
        const { fourEyesAboveMinor } = await this.#settingOf(tx, companyId, amount.currency);
        const since = new Date(this.database.clock.now().getTime() - DAY_MS);
        const alone = await movedAlone(tx, companyId, { kind, currency: amount.currency, since });
        const second = requestedBy !== null && needsSecondAdmin(amount.minor, alone, fourEyesAboveMinor);
        const ask = second ? (movementId: string) => this.#askToMove(tx, companyId, requestedBy, movementId) : null;
        return { movementId: (await begin(tx, asked, ask)).id };
      });
    });
  }

  #askToMove(tx: Tx, companyId: string, requestedBy: string, movementId: string): Promise<{ approvalId: string }> {
    const subject = { subjectType: 'fund_movement', subjectId: movementId };
    return this.approvals.ask(tx, { companyId, command: MOVE, input: {}, ...subject, requestedBy });
  }

  #advance(
    actor: Actor,
    command: string,
    {
      idempotencyKey,
      companyId,
      movementId,
      action,
      reason,
      expectedVersion,
    }: Omit<SettleFunds, 'action'> & { action: OperatorAction | 'CANCEL' },
    options: CommandOptions,
  ): Promise<Moved> {
    const why = reasonOf(reason);
    return transact(this.database, { ...options, command, actor }, async (tx) => {
      await gate(tx, companyId);
      return once(tx, idempotencyKey, { movementId, action, why }, async () => {
        const before = await found(tx, companyId, movementId);
        expectVersion(before.kind === 'TOP_UP' ? 'top-up' : 'withdrawal', before.version, expectedVersion);
        // What waits for another admin is taken back with the question, by who asked it.
        if (before.state === 'AWAITING_APPROVAL') throw new FundStateError(before.kind, before.state);
        await advance(tx, before, action, why);
        return { movementId };
      });
    });
  }

  async #settingOf(tx: Tx, companyId: string, currency: string): Promise<FundSetting> {
    const setting = await fundSettingOf(tx, companyId, currency);
    if (setting === null) throw new CurrencyNotUsedError(currency);
    return setting;
  }
}

async function found(tx: Tx, companyId: string, id: string): Promise<FundMovement> {
  const movement = isUuid(id) ? await findFundMovement(tx, companyId, id) : null;
  if (movement === null) throw new NotFoundError('top-up or withdrawal');
  return movement;
}

async function activeAdmins(tx: Tx, companyId: string): Promise<number> {
  const [row] = await tx.query<{ admins: number }[]>(
    `SELECT count(*)::int AS admins FROM users WHERE company_id = $1 AND role = 'ADMIN' AND status = 'ACTIVE'`,
    [companyId],
  );
  return row?.admins ?? 0;
}

function checked(actor: Actor, kind: FundKind, { amount, reference }: Pick<RequestFunds, 'amount' | 'reference'>): NewFundMovement {
  assertAmount('amountMinor', amount.minor, 1n);
  const text = tidy(reference);
  if (text === '' || text.length > MOST_REFERENCE)
    throw new InvalidInputError('reference', `Give the reference of the bank transfer, 1 to ${MOST_REFERENCE} characters.`);
  const [requestedBy, requestedByName] = actor.kind === 'person' ? [actor.userId, actor.displayName] : [null, actor.name];
  return { companyId: actor.companyId, kind, amount, reference: text, requestedBy, requestedByName };
}

function assertAmount(field: string, minor: bigint, least: bigint): void {
  if (minor < least || minor > MOST_MINOR)
    throw new InvalidInputError(field, `An amount here is ${least === 0n ? 'zero or more' : 'above zero'}, with at most 15 digits.`);
}

function reasonOf(text: string | null | undefined): string | null {
  const reason = tidy(text ?? '');
  if (reason.length > MOST_REASON) throw new InvalidInputError('reason', `A reason has at most ${MOST_REASON} characters.`);
  return reason === '' ? null : reason;
}

function tidy(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

function inLog({ fourEyesAboveMinor, lowBelowMinor }: Pick<FundSetting, 'fourEyesAboveMinor' | 'lowBelowMinor'>): object {
  return { fourEyesAboveMinor: fourEyesAboveMinor?.toString() ?? null, lowBelowMinor: lowBelowMinor?.toString() ?? null };
}

import type { Approval } from '../approvals/approval.ts';
import type { ApprovableCommand } from '../approvals/approval.service.ts';
import { assertMay } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import { NotFoundError } from '../platform/errors.ts';
import type { Tx } from '../platform/transact.ts';
import { advance } from './advance.ts';
import type { CompanyAction } from './movement.ts';
import { findFundMovement } from './movement-store.ts';
import { type Loosening, loosen, stopWaiting } from './setting-store.ts';

/** A top-up or a withdrawal above the setting. */
export const MOVE = 'funds.move';
/** A change of that setting which asks for a second admin less often. */
export const LOOSEN = 'funds.loosenFourEyes';

function assertMayAnswer(_tx: Tx, by: Member, { companyId }: Approval): Promise<void> {
  assertMay(by, 'funds.move', { companyId });
  return Promise.resolve();
}

/** What of a company's funds waits for a second admin. */
export const FUND_COMMANDS: readonly ApprovableCommand[] = [
  {
    name: MOVE,
    assertMayAnswer,
    run: (tx, approval) => move(tx, approval, 'APPROVE'),
    drop: (tx, approval) => move(tx, approval, approval.status === 'DECLINED' ? 'DECLINE' : 'CANCEL'),
  },
  {
    name: LOOSEN,
    assertMayAnswer,
    run: (tx, { companyId, input }) => loosen(tx, companyId, input as Loosening),
    drop: (tx, { companyId, input }) => stopWaiting(tx, companyId, (input as Loosening).currency),
  },
];

async function move(tx: Tx, { companyId, subjectId, reason }: Approval, action: CompanyAction): Promise<void> {
  const movement = await findFundMovement(tx, companyId, subjectId);
  if (movement === null) throw new NotFoundError('top-up or withdrawal');
  await advance(tx, movement, action, reason);
}

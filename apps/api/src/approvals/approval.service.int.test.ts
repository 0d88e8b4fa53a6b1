import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ForbiddenError } from '../access/access.errors.ts';
import { actorOf, type Member } from '../access/viewer.ts';
import { NotFoundError, StaleVersionError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { read, transact } from '../platform/transact.ts';
import { memberAs } from '../testing/feed-harness.ts';
import { openPeople, type PeopleHarness } from '../testing/people-harness.ts';
import { ApprovalSettledError, OwnApprovalError } from './approval.errors.ts';
import { type ApprovableCommand, ApprovalService } from './approval.service.ts';

let harness: PeopleHarness;
let approvals: ApprovalService;
let [ana, bruno, carol]: Member[] = [];
let fails = false;
let keys = 0;

/** Changes the company's name, which is easy to see. Carol may not answer. */
const rename: ApprovableCommand = {
  name: 'company.rename',
  assertMayAnswer: (_tx, by) => (by.userId === carol?.userId ? Promise.reject(new ForbiddenError()) : Promise.resolve()),
  async run(tx, { companyId, input }) {
    await tx.query(`UPDATE companies SET name = $2 WHERE id = $1`, [companyId, (input as { name: string }).name]);
    if (fails) throw new Error('it does not work');
  },
};

beforeAll(async () => {
  harness = await openPeople();
  approvals = new ApprovalService(harness.database, [rename]);
});
afterAll(() => harness.close());
beforeEach(async () => {
  const company = await harness.createCompany();
  const { companyId } = company;
  const person = async (name: string) => memberAs({ companyId, userId: (await company.addPerson(name)).personId, displayName: name });
  [ana, bruno, carol] = [memberAs({ companyId, userId: company.adminId }), await person('Bruno'), await person('Carol')];
  fails = false;
});

function someone(member: Member | undefined): Member {
  if (member === undefined) throw new Error('nobody there');
  return member;
}

async function asked(by = someone(bruno)): Promise<string> {
  const { companyId, userId } = by;
  const { approvalId } = await transact(harness.database, { command: 'company.rename', actor: actorOf(by) }, async (tx) => {
    await gate(tx, companyId);
    const subject = { subjectType: 'company', subjectId: companyId };
    return approvals.ask(tx, { companyId, command: 'company.rename', input: { name: 'Renamed' }, requestedBy: userId, ...subject });
  });
  return approvalId;
}

function answer(by: Member | undefined, approvalId: string, but: Partial<Parameters<ApprovalService['answer']>[1]> = {}) {
  keys += 1;
  return approvals.answer(someone(by), { idempotencyKey: `key ${keys}`, approvalId, answer: 'APPROVED', ...but });
}

async function nameOfCompany(): Promise<string> {
  const [row] = await read(harness.database, someone(ana).companyId, (manager) =>
    manager.query<{ name: string }[]>('SELECT name FROM companies'),
  );
  return row?.name ?? '';
}

test('nothing happens until another person says yes', async () => {
  const id = await asked();
  expect(await nameOfCompany()).toBe('Harborline');

  const approval = await answer(ana, id, { reason: ' fine ' });

  expect(approval).toMatchObject({ status: 'APPROVED', decidedBy: ana?.userId, reason: 'fine', version: 2 });
  expect(await nameOfCompany()).toBe('Renamed');
});

test('a no runs nothing, and is final', async () => {
  const id = await asked();

  expect(await answer(ana, id, { answer: 'DECLINED' })).toMatchObject({ status: 'DECLINED' });

  await expect(answer(ana, id)).rejects.toThrow(ApprovalSettledError);
  expect(await nameOfCompany()).toBe('Harborline');
});

test('nobody says yes to what they asked for', async () => {
  await expect(answer(bruno, await asked())).rejects.toThrow(OwnApprovalError);
});

test('who may not answer is refused by the command’s own rule', async () => {
  await expect(answer(carol, await asked())).rejects.toThrow(ForbiddenError);
});

test('a command that fails takes the yes back', async () => {
  const id = await asked();
  fails = true;
  await expect(answer(ana, id)).rejects.toThrow('it does not work');
  fails = false;

  expect(await answer(ana, id)).toMatchObject({ status: 'APPROVED' });
});

test('the same key answers once', async () => {
  const id = await asked();
  await answer(ana, id, { idempotencyKey: 'once' });

  expect(await answer(ana, id, { idempotencyKey: 'once' })).toMatchObject({ status: 'APPROVED', version: 2 });
});

test('an answer to what has changed since is refused', async () => {
  await expect(answer(ana, await asked(), { expectedVersion: 2 })).rejects.toThrow(StaleVersionError);
});

test('who asked may take it back; others do not even see it there', async () => {
  const id = await asked();

  await expect(approvals.withdraw(someone(carol), { idempotencyKey: 'w1', approvalId: id })).rejects.toThrow(NotFoundError);
  expect(await approvals.withdraw(someone(bruno), { idempotencyKey: 'w2', approvalId: id })).toMatchObject({ status: 'WITHDRAWN' });
  await expect(answer(ana, id)).rejects.toThrow(ApprovalSettledError);
});

test('a request of another company is not there', async () => {
  const id = await asked();
  const { companyId, adminId } = await harness.createCompany('Other');

  await expect(answer(memberAs({ companyId, userId: adminId }), id)).rejects.toThrow(NotFoundError);
});

test('a command that nobody can run is not kept', async () => {
  const by = someone(bruno);
  const { companyId, userId } = by;
  const ask = transact(harness.database, { command: 'x', actor: actorOf(by) }, (tx) =>
    approvals.ask(tx, { companyId, command: 'company.sell', input: {}, subjectType: 'company', subjectId: companyId, requestedBy: userId }),
  );

  await expect(ask).rejects.toThrow(/no command that can be approved/);
});

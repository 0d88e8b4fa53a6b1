import type { Page } from '@playwright/test';
import { expectAccessible } from '../src/accessible.ts';
import { expect, test } from '../src/journey.ts';

test('money comes and goes: a top-up arrives, and a withdrawal that two admins want is paid out', async ({
  admin,
  colleague,
  operator,
  product,
}) => {
  test.setTimeout(360_000);
  const mark = Date.now() % 1_000_000;
  const [topUp, withdrawal] = [`Harborline in ${mark}`, `Harborline out ${mark}`];
  const funds = `${product.url}/admin/funds`;
  const stands = (page: Page, state: string) =>
    expect(page.getByRole('heading', { level: 1 }).locator('..')).toContainText(state, { timeout: 30_000 });

  await test.step('an admin says above what two are needed', async () => {
    await admin.goto(`${funds}?tab=settings`);
    await admin.getByRole('button', { name: 'Change what is set for USD' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('A second admin has to agree above').fill('5,000');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(admin.getByText('$5,000.00')).toBeVisible();
  });

  await test.step('a top-up below that is in transit at once', async () => {
    await ask(admin, funds, { button: 'Top up', amount: '1,250', reference: topUp, confirm: 'Announce' });
    await stands(admin, 'In transit');
    await expectAccessible(admin);
  });

  await test.step('the operator sees it arrive, and then it is there', async () => {
    await operator.goto(`${product.url}/admin/bank-transfers`);
    await settle(operator, 'It has arrived', topUp);
    await expect(operator.getByRole('button', { name: `It was returned: ${topUp}` })).toBeVisible();
    await stands(admin, 'Arrived');
  });

  await test.step('a withdrawal above it waits, and who asked cannot agree', async () => {
    await ask(admin, funds, { button: 'Withdraw', amount: '6,000', reference: withdrawal, confirm: 'Ask for it' });
    await stands(admin, 'Awaits another admin');
    await expect(admin.getByText('Nothing has moved yet.')).toBeVisible();
    await expect(admin.getByRole('button', { name: 'Take it back' })).toBeVisible();
    await expect(admin.getByRole('button', { name: 'Agree', exact: true })).toHaveCount(0);
    await operator.reload();
    await expect(operator.getByRole('button', { name: `It was returned: ${topUp}` })).toBeVisible();
    await expect(operator.getByText(withdrawal)).toHaveCount(0);
  });

  await test.step('the other admin finds it and agrees: the money is set aside', async () => {
    await colleague.goto(`${funds}?show=open`);
    await colleague.getByRole('link', { name: withdrawal }).click();
    await colleague.getByRole('button', { name: 'Agree', exact: true }).click();
    await stands(colleague, 'Set aside');
    await stands(admin, 'Set aside');
  });

  await test.step('the operator pays it out', async () => {
    await operator.reload();
    await settle(operator, 'Take in hand', withdrawal);
    await settle(operator, 'It is paid out', withdrawal);
    await stands(admin, 'Paid out');
  });

  await test.step('how the balance is made leads down to both', async () => {
    await admin.goto(`${funds}?tab=made`);
    await admin.getByRole('table', { name: 'How it is made' }).getByRole('button', { name: 'Top-up' }).click();
    const transfers = admin.getByRole('table', { name: 'Transfers' });
    await expect(transfers.getByRole('row').filter({ hasText: topUp })).toContainText('+$1,250.00');
    await admin.goto(`${funds}?tab=made&kind=withdrawal`);
    await expect(transfers.getByRole('row').filter({ hasText: withdrawal })).toContainText('$6,000.00');
    await transfers.getByRole('link', { name: withdrawal }).click();
    await stands(admin, 'Paid out');
  });
});

type Wanted = { readonly button: string; readonly amount: string; readonly reference: string; readonly confirm: string };

async function ask(admin: Page, funds: string, { button, amount, reference, confirm }: Wanted): Promise<void> {
  await admin.goto(funds);
  await admin.getByRole('button', { name: button }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('Amount').fill(amount);
  await dialog.getByLabel('Reference of the bank transfer').fill(reference);
  await dialog.getByRole('button', { name: confirm }).click();
  await expect(dialog).toBeHidden();
}

/** What the operator says of a bank transfer, twice: on its row, and sure. */
async function settle(operator: Page, what: string, reference: string): Promise<void> {
  await operator.getByRole('button', { name: `${what}: ${reference}` }).click();
  await operator.getByRole('dialog').getByRole('button', { name: what }).click();
  await expect(operator.getByRole('dialog')).toBeHidden();
}

import { expectAccessible } from '../src/accessible.ts';
import { expect, test } from '../src/journey.ts';
import { signIn } from '../src/sign-in.ts';

/** The other admin of the demo company. */
const grace = { email: 'grace@harborline.example', password: 'harborline-demo' };

test('money comes and goes: a top-up that two admins want arrives, and a withdrawal is paid out', async ({
  admin,
  browser,
  operator,
  product,
}) => {
  test.setTimeout(180_000);
  const funds = `${product.url}/admin/funds`;

  await test.step('an admin sets when two are needed', async () => {
    await admin.goto(`${funds}?tab=settings`);
    await admin.getByRole('button', { name: 'Change what is set for USD' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('A second admin has to agree above').fill('5,000');
    await dialog.getByLabel('Tell the admins when less is available than').fill('100');
    await expectAccessible(admin);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(admin.getByText('$5,000.00')).toBeVisible();
    await expectAccessible(admin);
  });

  await test.step('and announces more than that', async () => {
    await admin.goto(funds);
    await admin.getByRole('button', { name: 'Top up' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('Amount').fill('7,500');
    await dialog.getByLabel('Reference of the bank transfer').fill('Harborline March');
    await dialog.getByRole('button', { name: 'Announce' }).click();
    await expect(admin.getByText('Another admin has to agree')).toBeVisible();
    await expect(admin.getByRole('button', { name: 'Agree', exact: true })).toBeHidden();
    await expectAccessible(admin);
  });

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
  const other = await context.newPage();
  await test.step('the other admin finds it and agrees', async () => {
    await signIn(other, `${product.url}/admin/`, grace);
    await other.goto(`${funds}?show=open`);
    await expectAccessible(other);
    await other.getByRole('link', { name: /Harborline March/ }).click();
    await other.getByRole('button', { name: 'Agree', exact: true }).click();
    await expect(other.getByText('In transit').first()).toBeVisible();
    await expect(admin.getByText('In transit').first()).toBeVisible({ timeout: 30_000 });
  });

  await test.step('the operator sees the money arrive', async () => {
    await operator.goto(`${product.url}/admin/bank-transfers`);
    await expectAccessible(operator);
    await operator.getByRole('button', { name: 'It has arrived: Harborline March' }).click();
    await operator.getByRole('dialog').getByRole('button', { name: 'It has arrived' }).click();
    await expect(operator.getByRole('button', { name: 'It was returned: Harborline March' })).toBeVisible();
    await expect(admin.getByText('Arrived').first()).toBeVisible({ timeout: 30_000 });
  });

  await test.step('a withdrawal is set aside and paid out', async () => {
    await admin.goto(funds);
    await admin.getByRole('button', { name: 'Withdraw' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('Amount').fill('1,200');
    await dialog.getByLabel('Reference of the bank transfer').fill('Back to the bank');
    await dialog.getByRole('button', { name: 'Ask for it' }).click();
    await expect(admin.getByText('Set aside').first()).toBeVisible();
    await operator.reload();
    await operator.getByRole('button', { name: 'Take in hand: Back to the bank' }).click();
    await operator.getByRole('dialog').getByRole('button', { name: 'Take in hand' }).click();
    await operator.getByRole('button', { name: 'It is paid out: Back to the bank' }).click();
    await operator.getByRole('dialog').getByRole('button', { name: 'It is paid out' }).click();
    await expect(admin.getByText('Paid out').first()).toBeVisible({ timeout: 30_000 });
  });

  await test.step('and how the balance is made leads to both', async () => {
    await admin.goto(`${funds}?tab=made&kind=top_up,withdrawal`);
    await expect(admin.getByRole('link', { name: 'Harborline March' })).toBeVisible();
    await expect(admin.getByRole('link', { name: 'Back to the bank' })).toBeVisible();
    await expectAccessible(admin);
  });
  await context.close();
});

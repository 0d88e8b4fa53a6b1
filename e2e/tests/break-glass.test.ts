import { expectAccessible } from '../src/accessible.ts';
import { expect, phone, test } from '../src/journey.ts';

test('an operator reads a company for a reason; an admin sees who and why, what was read, and ends it', async ({
  operator,
  admin,
  product,
}) => {
  test.setTimeout(240_000);
  const reason = `They asked about a decline (${Date.now()})`;

  await test.step('the operator says which company, and why', async () => {
    await operator.goto(`${product.url}/admin/break-glass`);
    await expectAccessible(operator);
    await operator.getByRole('button', { name: 'Start reading' }).click();
    await expect(operator.getByText('Choose a company')).toBeVisible();
    await expect(operator.getByText('Say why, so that whoever looks next knows.')).toBeVisible();
    await operator.getByRole('combobox', { name: 'Company' }).fill('harbor');
    await operator.getByRole('option', { name: 'Harborline Robotics' }).click();
    await operator.getByLabel('Reason').fill(reason);
    await operator.getByRole('button', { name: 'Start reading' }).click();
  });

  const banner = operator.getByRole('status').filter({ hasText: 'You read Harborline' });
  await test.step('the app is that company’s, to be read', async () => {
    await expect(banner).toBeVisible();
    await operator.getByRole('link', { name: 'Transactions', exact: true }).first().click();
    await expect(operator.getByRole('row').nth(3)).toBeVisible();
    await expect(operator.getByRole('navigation').getByRole('link', { name: 'Audit log' })).toHaveCount(0);
    await operator.getByRole('link', { name: 'Cards', exact: true }).first().click();
    await operator.getByRole('row').nth(1).getByRole('link').first().click();
    await expect(banner).toBeVisible();
    await expect(operator.getByRole('button', { name: /Freeze|Issue|Close/ })).toHaveCount(0);
    await expectAccessible(operator);
  });

  await test.step('an admin is told, looks at what was read, and ends it', async () => {
    await admin.goto(`${product.url}/admin/`);
    const notice = admin.getByRole('status').filter({ hasText: reason });
    await expect(notice).toContainText('Installation operator, who runs this installation, reads your company’s data');
    await expectAccessible(admin);
    await notice.getByRole('link', { name: 'What was read' }).click();
    await expect(admin.getByRole('row').filter({ hasText: 'breakGlass.read' }).first()).toContainText('Installation operator');
    await admin.getByRole('status').filter({ hasText: reason }).getByRole('button', { name: 'End it' }).click();
    await expect(admin.getByRole('status').filter({ hasText: reason })).toHaveCount(0);
  });

  await test.step('the operator is out at once, and sees the company no more', async () => {
    await operator.waitForURL('**/admin/break-glass', { timeout: 30_000 });
    await expect(operator.getByRole('list', { name: 'Readings' })).toContainText(reason);
    await expect(banner).toHaveCount(0);
    await operator.goto(`${product.url}/admin/transactions`);
    await expect(operator.getByRole('heading', { name: 'Installation', level: 1 })).toBeVisible();
  });

  await test.step('what was read stands under the company’s security, also on a phone', async () => {
    await admin.setViewportSize(phone.viewport);
    await admin.goto(`${product.url}/admin/security`);
    const row = admin.getByRole('listitem').filter({ hasText: reason });
    await expect(row).toContainText('ended by Maya Okafor');
    await expectAccessible(admin);
  });
});

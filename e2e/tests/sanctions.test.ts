import { expectAccessible } from '../src/accessible.ts';
import { expect, phone, test } from '../src/journey.ts';

test('a possible match with the sanctions list: an admin is told, compares the two, dismisses it, and the operator confirms', async ({
  colleague,
  operator,
  product,
}) => {
  test.setTimeout(240_000);

  await test.step('the operator is told of it, and nobody has decided', async () => {
    await operator.goto(`${product.url}/admin/installation`);
    await operator.getByText('1 possible match with the sanctions list').waitFor({ timeout: 120_000 });
    await expectAccessible(operator);
  });

  await test.step('an admin sees both side by side, and says that they are two', async () => {
    await colleague.goto(`${product.url}/admin/notifications`);
    await colleague.getByText('A possible match with the sanctions list').click();
    await expect(colleague.getByRole('region', { name: 'Here: Sofia Rossi' })).toContainText('Harborline');
    await expect(colleague.getByRole('region', { name: 'On the list: ROSSI, Sofia Maria' })).toContainText('1931');
    await expectAccessible(colleague);
    await colleague.getByRole('button', { name: 'Sofia Rossi is no match' }).click();
    const dialog = colleague.getByRole('dialog', { name: 'Dismiss the match of Sofia Rossi?' });
    await expectAccessible(colleague);
    await dialog.getByRole('button', { name: 'No match' }).click();
    await expect(dialog.getByText('Say why')).toBeVisible();
    await dialog.getByLabel('Reason').fill('Born sixty years later');
    await dialog.getByRole('button', { name: 'No match' }).click();
    await expect(colleague.getByText('Nothing waits to be decided')).toBeVisible();
  });

  await test.step('the operator finds it decided, on a phone, and decides anew', async () => {
    await operator.setViewportSize(phone.viewport);
    await operator.goto(`${product.url}/admin/sanctions?decided=true`);
    await expect(operator.getByText('Born sixty years later')).toBeVisible();
    await operator.getByRole('button', { name: 'Sofia Rossi is a match' }).click();
    const dialog = operator.getByRole('dialog', { name: 'Is Sofia Rossi on the sanctions list?' });
    await dialog.getByLabel('Reason').fill('The passport says so');
    await dialog.getByRole('button', { name: 'Match' }).click();
    await expect(operator.getByText('The passport says so')).toBeVisible();
    await expectAccessible(operator);
  });
});

import { expectAccessible } from '../src/accessible.ts';
import { expect, test } from '../src/journey.ts';

test('an admin puts several people into a team, hears who was in it already, and takes it back', async ({ admin, product }) => {
  const chosen = admin.getByRole('checkbox', { name: /^Select (?!all)/ });
  const dialog = admin.getByRole('dialog', { name: 'Add to a team' });
  const result = admin.getByRole('dialog', { name: 'What was not done' });
  const add = async () => {
    await chosen.nth(0).check();
    await chosen.nth(1).check();
    await expect(admin.getByText('2 people selected')).toBeVisible();
    await admin.getByRole('button', { name: 'Add to a team' }).click();
    await dialog.getByRole('combobox', { name: 'Team' }).click();
    await admin.getByRole('option').first().click();
    await expectAccessible(admin);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(dialog).toBeHidden();
  };

  await admin.goto(`${product.url}/admin/people`);
  await add();
  await add();
  await expect(result).toContainText('This person belongs to the team already.');
  await expectAccessible(admin);
  await result.getByRole('button', { name: 'Close' }).click();
  await admin.getByRole('button', { name: 'Undo' }).first().click();
  await expect(admin.getByRole('button', { name: 'Undo' })).toBeHidden();
});

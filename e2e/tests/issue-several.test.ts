import { randomUUID } from 'node:crypto';
import { expectAccessible } from '../src/accessible.ts';
import { expect, test } from '../src/journey.ts';

test('an admin issues cards to several people, and takes them back', async ({ admin, product }) => {
  const name = `Offsite ${randomUUID().slice(0, 8)}`;
  const dialog = admin.getByRole('dialog', { name: 'Issue cards' });

  await admin.goto(`${product.url}/admin/people`);
  // Nobody else's story is about them.
  await admin.getByRole('checkbox', { name: 'Select Ruth Adler' }).check();
  await admin.getByRole('checkbox', { name: 'Select Grace Lindqvist' }).check();
  await admin.getByRole('button', { name: 'Issue cards' }).click();
  await expect(dialog).toContainText('2 people.');
  await dialog.getByRole('button', { name: 'Issue cards' }).click();
  await expect(dialog.getByText('Fill this in')).toHaveCount(2);
  await dialog.getByRole('combobox', { name: 'Card program' }).click();
  await admin.getByRole('option').first().click();
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Limit').fill('250');
  await expectAccessible(admin);
  await dialog.getByRole('button', { name: 'Issue cards' }).click();

  await expect(admin.getByText('2 cards are asked for.')).toBeVisible();
  await expectAccessible(admin);
  await admin.getByRole('button', { name: 'Undo' }).click();
  await expect(admin.getByText('2 cards were terminated.')).toBeVisible();
  await admin.goto(`${product.url}/admin/cards?q=${encodeURIComponent(name)}`);
  await expect(admin.getByText('Terminated')).toHaveCount(2);
});

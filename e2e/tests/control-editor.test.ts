import type { Locator } from '@playwright/test';
import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, test } from '../src/journey.ts';
import { expectApproved, expectDeclined, expectUsable, issueCard } from '../src/own-card.ts';

test('a limit of restaurants a week is tried on what was bought, saved, felt, changed and removed', async ({ admin, marqeta, product }) => {
  test.setTimeout(180_000);
  const name = `Lunches ${Date.now() % 1_000_000}`;
  const ask = await signedIn(product, people.maya);
  const card = await issueCard(ask, { name, holder: people.amara.name, program: 'Everyday' });
  await expectUsable(ask, card);
  const lunch = { amount: '14.20', at: 'lunch' } as const;
  const controls = admin.getByRole('list', { name: 'Controls of this card' });
  const dialog = admin.getByRole('dialog');
  const replay = dialog.getByRole('status');

  await test.step('what it would have declined is said before it is saved', async () => {
    for (const _ of [1, 2, 3]) await expectApproved(marqeta, card, lunch);
    await expectApproved(marqeta, card, { amount: '30.00', at: 'books' });
    await admin.goto(`${product.url}/admin/cards/${card}`);
    await admin.getByRole('button', { name: 'Add control' }).click();
    await choose(dialog, 'Kind', 'Number of purchases');
    await dialog.getByLabel('No more purchases than').fill('2');
    await choose(dialog, 'Counted', 'Per week');
    await dialog.getByRole('button', { name: 'Only at some merchants' }).click();
    await choose(dialog, 'Kinds of merchant', 'Restaurants');
    await expect(replay).toContainText('this would have declined 1 purchase of 1 person, $14.20');
    await replay.getByRole('button', { name: 'Show them' }).click();
    await expect(replay.getByRole('listitem')).toContainText(`Quay Kitchen · ${people.amara.name}`);
    await expectAccessible(admin);
  });

  await test.step('saved, it is a sentence, and the next purchase feels it', async () => {
    await dialog.getByRole('button', { name: 'Add control' }).click();
    await expect(dialog).toBeHidden();
    await expect(controls).toContainText('No more than 2 purchases a week at restaurants');
    await expectDeclined(marqeta, card, lunch);
    await expectApproved(marqeta, card, { amount: '31.00', at: 'books' });
  });

  await test.step('changed, it lets through what it says', async () => {
    await controls.getByRole('button', { name: /^Edit: No more than 2 purchases/ }).click();
    await dialog.getByLabel('No more purchases than').fill('4');
    await expect(replay).toContainText('this would have approved 1 purchase of 1 person that were declined');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(controls).toContainText('No more than 4 purchases a week at restaurants');
    await expectApproved(marqeta, card, lunch);
    await expectDeclined(marqeta, card, lunch);
  });

  await test.step('removed, it binds nobody', async () => {
    await controls.getByRole('button', { name: /^Remove: No more than 4 purchases/ }).click();
    await expect(replay).toContainText('this would have approved 2 purchases');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await expect(admin.getByText('No controls here')).toBeVisible();
    await expectApproved(marqeta, card, lunch);
  });
});

/** Picks from a list that opens over the dialog. */
async function choose(dialog: Locator, label: string, option: string): Promise<void> {
  await dialog.getByRole('combobox', { name: label, exact: true }).click();
  await dialog.page().getByRole('option', { name: option, exact: true }).click();
}

import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, test } from '../src/journey.ts';
import { expectApproved, expectDeclined, expectUsable, issueCard } from '../src/own-card.ts';

test('an admin stops a card program: its purchases are declined and everybody reads why, until the stop is lifted', async ({
  admin,
  portal,
  marqeta,
  product,
}) => {
  test.setTimeout(240_000);
  const name = `Licences ${Date.now() % 1_000_000}`;
  const ask = await signedIn(product, people.maya);
  const card = await issueCard(ask, { name, holder: people.amara.name, program: 'Subscriptions' });
  await expectUsable(ask, card);
  const banner = admin.getByRole('status').filter({ hasText: 'Emergency stop: all cards of the program “Subscriptions”' });
  const stoppedCard = portal.getByText('Stopped by your company');

  await test.step('two steps stop it, and a banner says so on every screen', async () => {
    await expectApproved(marqeta, card, { amount: '11.25', at: 'software' });
    await admin.goto(`${product.url}/admin/company`);
    await admin.getByRole('button', { name: 'Stop spending' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'What is stopped' }).click();
    await admin.getByRole('option', { name: 'All cards of the program “Subscriptions”' }).click();
    await dialog.getByRole('button', { name: 'Next' }).click();
    await expect(dialog.getByText('Say why, so that whoever looks next knows.')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Numbers were found in public');
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByRole('button', { name: 'Stop now' }).click();
    await expect(dialog).toBeHidden();
    await expect(banner).toContainText(`${people.maya.name}: Numbers were found in public`);
    await expectAccessible(admin);
  });

  await test.step('the next purchase is declined, and its holder reads why', async () => {
    await expectDeclined(marqeta, card, { amount: '12.36', at: 'software' });
    await portal.goto(`${product.url}/portal/`);
    await portal.getByRole('link').filter({ hasText: '$12.36' }).filter({ hasText: name }).click();
    await expect(portal.getByRole('region', { name: 'Why it was declined' })).toContainText(
      'Your company has stopped spending with this card for the moment. Ask an admin.',
    );
    await portal.goto(`${product.url}/portal/cards/${card}`);
    await expect(stoppedCard).toBeVisible();
    // Why is for the office.
    await expect(portal.getByText('Numbers were found in public')).toHaveCount(0);
    await expectAccessible(portal);
  });

  await test.step('the office reads which stop it was', async () => {
    await admin.goto(`${product.url}/admin/cards/${card}`);
    await expect(admin.getByText('Its card program is stopped')).toBeVisible();
    await admin.getByRole('link').filter({ hasText: '$12.36' }).click();
    const rules = admin.getByRole('list', { name: 'Every rule that was asked' });
    await expect(rules.getByRole('listitem').filter({ hasText: 'This decided' })).toContainText(
      'An emergency stop of the card program is on',
    );
  });

  await test.step('the stop is lifted: purchases pass, and the portal says so by itself', async () => {
    await banner.getByRole('button', { name: 'Lift the stop' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('They were numbers of a test');
    await dialog.getByRole('button', { name: 'Lift the stop' }).click();
    await expect(banner).toBeHidden();
    await expectApproved(marqeta, card, { amount: '13.47', at: 'software' });
    await expect(stoppedCard).toBeHidden({ timeout: 30_000 });
  });

  await test.step('and it stays in the list, with who and why', async () => {
    await admin.goto(`${product.url}/admin/company`);
    const stops = admin.getByRole('list', { name: 'Emergency stops' });
    await expect(stops).toContainText('Stopped and lifted: all cards of the program “Subscriptions”');
    await expect(stops).toContainText('They were numbers of a test');
  });
});

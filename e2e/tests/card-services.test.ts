import type { Page } from '@playwright/test';
import { signedIn } from '../src/api.ts';
import { expect, people, test } from '../src/journey.ts';
import { issueCard } from '../src/own-card.ts';

test('a holder activates plastic, sets its PIN, sees its number, loses it, and gets another', async ({ admin, portal, product }) => {
  test.setTimeout(120_000);
  const name = `Errands ${Date.now() % 1_000_000}`;
  const ask = await signedIn(product, people.maya);
  const old = await issueCard(ask, { name, holder: people.amara.name, program: 'Travel' });

  await test.step('it shows how far it has come, and is activated', async () => {
    await portal.goto(`${product.url}/portal/cards/${old}`);
    await expect(portal.getByRole('list', { name: 'The way of the card to you' })).toBeVisible({ timeout: 30_000 });
    await press(portal, `Activate: ${name}`, 'Activate');
    await expect(portal.getByText('Active', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  });

  await test.step('the PIN is set in a frame of the issuer', async () => {
    await portal.getByRole('button', { name: 'Set PIN' }).click();
    const frame = portal.frameLocator('iframe[title="Set the PIN, at the card issuer"]');
    await frame.getByLabel('New PIN').fill('2580');
    await frame.getByLabel('The same again').fill('2580');
    await frame.getByRole('button', { name: 'Set PIN' }).click();
    await expect(frame.getByRole('status')).toHaveText('The PIN is set.');
    await portal.getByRole('button', { name: 'Done' }).click();
  });

  await test.step('the number is in frames that the portal cannot read', async () => {
    await portal.getByRole('button', { name: 'Show number' }).click();
    const number = portal.frameLocator('iframe[title="Card number"]').locator('span');
    await expect(number).toHaveText(/^\d{4} \d{4} \d{4} \d{4}$/);
    const digits = (await number.innerText()).replaceAll(' ', '');
    const face = await portal.getByRole('img', { name: new RegExp(name) }).getAttribute('aria-label');
    expect(face).toContain(`ending ${digits.slice(-4)}`);
    expect(await portal.content()).not.toContain(digits);
    await portal.getByRole('button', { name: 'Close' }).click();
  });

  await test.step('lost, it is closed at once, and the next one is there', async () => {
    await portal.getByRole('button', { name: 'Replace card' }).click();
    const dialog = portal.getByRole('dialog');
    await expect(dialog.getByRole('button', { name: 'Send a new one' })).toBeDisabled();
    await dialog.getByRole('radio', { name: 'I lost it' }).check();
    await dialog.getByLabel('Anything to add?').fill('On the ferry');
    await dialog.getByRole('button', { name: 'Stop it, send a new one' }).click();
    await portal.getByRole('link', { name: /Takes the place of the card ending \d{4}/ }).click();
    await expect(portal.getByText('Closed', { exact: true }).first()).toBeVisible();
    await portal.getByRole('link', { name: 'See the new card' }).click();
    await expect(portal.getByText('Not activated', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  });

  await test.step('the office sees who lost it, and where', async () => {
    await admin.goto(`${product.url}/admin/cards/${old}`);
    await expect(admin.getByText('Replaced by')).toBeVisible();
    await expect(admin.getByText(`Reported lost by ${people.amara.name}: On the ferry`)).toBeVisible();
    await expect(admin.getByRole('button', { name: 'Show number' })).toHaveCount(0);
  });
});

async function press(page: Page, button: string, confirm: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog').getByRole('button', { name: confirm }).click();
}

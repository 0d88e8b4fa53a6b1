import type { Page } from '@playwright/test';
import { expectAccessible } from '../src/accessible.ts';
import { expect, test } from '../src/journey.ts';

const PDF = { name: 'order.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nAn order that never came.') };

test('a holder disputes a purchase, the merchant contests it, the office insists, and it is won', async ({ portal, admin, product }) => {
  test.setTimeout(240_000);
  const answer = async (chargeback: string, state: string): Promise<void> => {
    const answered = await fetch(`${product.emulatorUrl}/control/disputes/${chargeback}/answer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state }),
    });
    expect(answered.status).toBe(201);
  };

  await test.step('the holder asks the money back', async () => {
    await portal.goto(`${product.url}/portal/transactions?state=cleared`);
    await openDisputable(portal);
    await portal.getByRole('button', { name: 'Dispute this purchase' }).click();
    const dialog = portal.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'What is wrong?' }).click();
    await portal.getByRole('option', { name: 'I did not get what I paid for' }).click();
    await dialog.getByRole('textbox', { name: 'What happened' }).fill('The order never came, and the shop does not answer.');
    await expectAccessible(portal);
    await dialog.getByRole('button', { name: 'Dispute', exact: true }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step('adds what shows it, while the network has the case', async () => {
    await expect(portal.getByText('With the card network', { exact: true })).toBeVisible({ timeout: 30_000 });
    await portal.locator('input[type="file"]').setInputFiles(PDF);
    await expect(portal.getByRole('button', { name: /order\.pdf/ })).toBeVisible();
    await expectAccessible(portal);
  });

  const { data } = (await (await fetch(`${product.emulatorUrl}/control/disputes`)).json()) as { data: { token: string }[] };
  const chargeback = data[0]?.token ?? '';

  await test.step('the merchant contests it, and the office insists', async () => {
    await answer(chargeback, 'REPRESENTMENT');
    await expect(async () => {
      await admin.goto(`${product.url}/admin/disputes?show=TO_DECIDE`);
      await expect(admin.locator(`a[href$="/admin/disputes/${chargeback}"]`).first()).toBeVisible({ timeout: 10_000 });
    }).toPass({ timeout: 90_000 });
    await expectAccessible(admin);
    await admin.locator(`a[href$="/admin/disputes/${chargeback}"]`).first().click();
    await expect(admin.getByRole('button', { name: /order\.pdf/ })).toBeVisible();
    await expectAccessible(admin);
    await admin.getByRole('button', { name: 'Insist' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Insist' }).click();
    await expect(admin.getByText('The dispute went on to pre-arbitration')).toBeVisible({ timeout: 30_000 });
  });

  await test.step('it is won, and both see it without asking', async () => {
    await answer(chargeback, 'CASE_WON');
    await expect(admin.getByText('The dispute was won')).toBeVisible({ timeout: 30_000 });
    await expect(portal.getByText('The money stays with your company.')).toBeVisible({ timeout: 30_000 });
  });
});

/** Opens the newest purchase of the list that can be disputed: what a merchant gave back cannot. */
async function openDisputable(portal: Page): Promise<void> {
  const rows = portal.locator('a[href*="/portal/transactions/"]');
  await expect(rows.first()).toBeVisible();
  const addresses = await rows.evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  for (const address of addresses) {
    await portal.goto(address);
    await expect(portal.getByRole('heading', { level: 1 })).toBeVisible();
    if (await portal.getByRole('button', { name: 'Dispute this purchase' }).isVisible()) return;
  }
  throw new Error('none of the purchases can be disputed');
}

import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, phone, test } from '../src/journey.ts';
import { expectUsable, issueCard } from '../src/own-card.ts';

const ADMIN = [
  ...['', 'cards', 'transactions', 'disputes', 'orphan-holds', 'reconciliation', 'people', 'people/invite', 'company'],
  ...[
    'api-keys',
    'audit',
    'verification',
    'security',
    'notifications',
    'funds',
    'funds?tab=made',
    'funds?tab=settings',
    'cases',
    'risk-rules',
    'sanctions',
  ],
];
const OPERATOR = ['installation', 'messages', 'bank-transfers', 'verifications', 'sanctions'];
const PORTAL = ['', 'transactions', 'notifications', 'profile', 'security', 'verification'];

/** Nothing is still being loaded. */
async function expectLoaded(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

/** Nothing is still being loaded, and nothing failed to. */
async function expectShown(page: Page, address: string): Promise<void> {
  await expectLoaded(page, address);
  await expect(page.getByRole('alert')).toHaveCount(0);
}

/** The page is no wider than the screen: nobody has to scroll sideways. */
async function expectToFit(page: Page): Promise<void> {
  const { content, screen } = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, screen: window.innerWidth }));
  expect(content).toBeLessThanOrEqual(screen);
}

test('the admin app shows each of its screens, without obstacles, in light and in dark', async ({ admin, product }) => {
  test.setTimeout(420_000);
  for (const path of ADMIN) {
    await test.step(path || 'overview', async () => {
      await expectShown(admin, `${product.url}/admin/${path}`);
      await expectAccessible(admin);
    });
  }
});

test('what one sets for oneself is a panel without obstacles, by the keyboard as well, at a desk and on a phone', async ({
  admin,
  product,
}) => {
  test.setTimeout(180_000);
  await expectShown(admin, `${product.url}/admin/cards`);
  const [opener, panel] = [admin.getByRole('button', { name: 'Account of' }), admin.getByRole('dialog', { name: 'Account of' })];
  for (const viewport of [{ width: 1280, height: 800 }, phone.viewport]) {
    await admin.setViewportSize(viewport);
    await opener.filter({ visible: true }).focus();
    await admin.keyboard.press('Enter');
    await expect(panel.filter({ visible: true })).toBeVisible();
    await expectAccessible(admin);
    await expectToFit(admin);
    await admin.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
    await expect(opener.filter({ visible: true })).toBeFocused();
  }
  await opener.filter({ visible: true }).click();
  await panel.getByRole('button', { name: 'Security' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Security' })).toBeVisible();
  await expect(panel).toHaveCount(0);
});

test('the operator is shown each of their screens, at a desk without obstacles and on a phone', async ({ operator, product }) => {
  test.setTimeout(180_000);
  // An alarm may be the work of another story: the operator is told of all companies.
  for (const path of OPERATOR) {
    await test.step(path, async () => {
      await expectLoaded(operator, `${product.url}/admin/${path}`);
      await expectAccessible(operator);
    });
  }
  await operator.setViewportSize(phone.viewport);
  for (const path of OPERATOR) {
    await test.step(`${path} on a phone`, async () => {
      await expectLoaded(operator, `${product.url}/admin/${path}`);
      await expectToFit(operator);
    });
  }
});

test('the admin app explains a declined purchase and a card, without obstacles', async ({ admin, product }) => {
  test.setTimeout(180_000);
  await admin.goto(`${product.url}/admin/transactions?status=DECLINED`);
  // Scenarios are played on a card of Maya's: there the platform may have declined what our rules had approved.
  await followFirst(admin, '/admin/transactions/', admin.getByRole('row').filter({ hasNotText: people.maya.name }));
  await expect(admin.getByRole('list', { name: 'Every rule that was asked' })).toContainText('This decided');
  await expectAccessible(admin);
  await admin.goto(`${product.url}/admin/cards`);
  await followFirst(admin, '/admin/cards/');
  await expect(admin.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(admin);
});

test('the admin app fits a phone', async ({ admin, product }) => {
  test.setTimeout(120_000);
  await admin.setViewportSize(phone.viewport);
  for (const path of ADMIN) {
    await test.step(path || 'overview', async () => {
      await expectShown(admin, `${product.url}/admin/${path}`);
      await expectToFit(admin);
    });
  }
});

test('the portal shows each of its screens on a phone, without obstacles, in light and in dark', async ({ portal, product }) => {
  test.setTimeout(180_000);
  for (const path of PORTAL) {
    await test.step(path || 'home', async () => {
      await expectShown(portal, `${product.url}/portal/${path}`);
      await expectToFit(portal);
      await expectAccessible(portal);
    });
  }
});

test('an employee freezes a card on the phone, and the admin sees it frozen', async ({ portal, admin, product }) => {
  test.setTimeout(120_000);
  const name = `To freeze ${Date.now() % 1_000_000}`;
  const ask = await signedIn(product, people.maya);
  await expectUsable(ask, await issueCard(ask, { name, holder: 'Amara', program: 'Everyday' }));
  await portal.goto(`${product.url}/portal/`);
  const tile = portal.getByRole('article').filter({ hasText: name });
  await tile.getByRole('button', { name: /^Freeze/ }).click();
  await portal.getByRole('dialog').getByRole('button', { name: 'Freeze' }).click();
  await expect(tile).toContainText('Frozen');

  await admin.goto(`${product.url}/admin/cards?q=${encodeURIComponent(name)}`);
  const row = admin.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('Frozen');

  await tile.getByRole('button', { name: /^Unfreeze/ }).click();
  await portal.getByRole('dialog').getByRole('button', { name: 'Unfreeze' }).click();
  await expect(tile.getByRole('button', { name: /^Freeze/ })).toBeVisible();
  await expect(row).not.toContainText('Frozen');
});

async function followFirst(page: Page, prefix: string, among: Locator = page.locator('main')): Promise<void> {
  const link = among.locator(`a[href^="${prefix}"]`).first();
  await page.goto(new URL((await link.getAttribute('href')) ?? '', page.url()).href);
}

import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from './chromium.mjs';
import { inRoot } from './root.mjs';

const DESK = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** What is shown: where, to whom, and what is opened before. `open(page, addresses)` ends when the picture can be taken. */
const PICTURES = [
  { name: 'admin-overview', app: 'admin', device: DESK, open: (page, { url }) => visit(page, `${url}/admin/`) },
  { name: 'admin-transactions', app: 'admin', device: DESK, open: (page, { url }) => visit(page, `${url}/admin/transactions`) },
  {
    name: 'admin-decision',
    app: 'admin',
    device: DESK,
    async open(page, { url }) {
      await visit(page, `${url}/admin/transactions?status=DECLINED`);
      // Those that Marqeta declined by itself have no record of ours.
      await openFirst(page, '/admin/transactions/', (one) => one.getByText('This decided').isVisible());
    },
  },
  {
    name: 'admin-card',
    app: 'admin',
    device: DESK,
    async open(page, { url }) {
      await visit(page, `${url}/admin/cards`);
      await openFirst(page, '/admin/cards/');
    },
  },
  { name: 'portal-home', app: 'portal', device: PHONE, open: (page, { url }) => visit(page, `${url}/portal/`) },
  { name: 'emulator', device: DESK, open: (page, { emulatorUrl }) => visit(page, emulatorUrl) },
];

const settle = 800;

async function visit(page, address) {
  await page.goto(address, { waitUntil: 'load' });
  await page.waitForTimeout(settle);
  // What stands in the place of something that is still loaded is not what is to be shown.
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .mantine-Skeleton-root') === null);
  await page.waitForTimeout(settle);
}

async function openFirst(page, prefix, isMeant = async () => true) {
  const listed = page.locator(`main a[href^="${prefix}"]`);
  await listed.first().waitFor();
  const links = await listed.evaluateAll((all) => all.map((link) => link.href));
  for (const address of new Set(links)) {
    await visit(page, address);
    if (await isMeant(page)) return;
  }
  throw new Error(`Nothing in the list leads to what is to be shown: ${page.url()}`);
}

async function signIn(page, address, { email, password }) {
  await page.goto(address);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor({ state: 'hidden' });
}

/** Takes every picture in light and dark into `folder`; answers their paths. */
export async function takeScreenshots({ product, folder, onTaken = () => {} }) {
  const playwright = await import(pathToFileURL(createRequire(inRoot('e2e', 'package.json')).resolve('@playwright/test')).href);
  const browser = await (playwright.chromium ?? playwright.default.chromium).launch(await chromium());
  mkdirSync(folder, { recursive: true });
  try {
    for (const picture of PICTURES) {
      for (const colorScheme of ['light', 'dark']) {
        const path = join(folder, `${picture.name}-${colorScheme}.png`);
        await take(browser, product, picture, colorScheme, path);
        onTaken(path);
      }
    }
  } finally {
    await browser.close();
  }
}

async function take(browser, product, { app, device, open }, colorScheme, path) {
  const context = await browser.newContext({ ...device, colorScheme, locale: 'en-US', reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    if (app) {
      const who = product.signIns.find((each) => each.app === app);
      await signIn(page, `${product.url}/${app}/`, who);
    }
    await open(page, product);
    await page.screenshot({ path, animations: 'disabled' });
  } finally {
    await context.close();
  }
}

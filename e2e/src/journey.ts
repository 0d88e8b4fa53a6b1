import { test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type Product, theProduct } from './product.ts';
import { signIn } from './sign-in.ts';

/** The people of the demo company that journeys are told about. */
export const people = {
  maya: { email: 'maya@harborline.example', password: 'harborline-demo', name: 'Maya Okafor' },
  operator: { email: 'operator@installation.example', password: 'operator-demo', name: 'Installation operator' },
  /** The other admin of the company. */
  grace: { email: 'grace@harborline.example', password: 'harborline-demo', name: 'Grace Lindqvist' },
  amara: { email: 'amara@harborline.example', password: 'harborline-demo', name: 'Amara Diallo' },
} as const;

type Journey = {
  readonly product: Product;
  /** The API of the emulator, as the card network would drive it. */
  readonly marqeta: MarqetaClient;
  /** The admin app, signed in as Maya, at a desk. */
  readonly admin: Page;
  /** The admin app, signed in as Grace, at a desk of her own. */
  readonly colleague: Page;
  /** The admin app, signed in as the operator of the installation, at a desk. */
  readonly operator: Page;
  /** The portal, signed in as Amara, on a phone. */
  readonly portal: Page;
};

export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true } as const;
const desk = { viewport: { width: 1440, height: 900 } } as const;

export const test = base.extend<Journey>({
  product: async ({}, use) => use(theProduct()),
  marqeta: async ({ product }, use) => {
    const client = createMarqetaClient({
      baseUrl: `${product.emulatorUrl}/v3`,
      applicationToken: product.applicationToken,
      accessToken: product.accessToken,
    });
    await use(client);
    await client.close();
  },
  admin: async ({ browser, product }, use) =>
    inOwnContext(browser, desk, async (page) => {
      await signIn(page, `${product.url}/admin/`, people.maya);
      await use(page);
    }),
  colleague: async ({ browser, product }, use) =>
    inOwnContext(browser, desk, async (page) => {
      await signIn(page, `${product.url}/admin/`, people.grace);
      await use(page);
    }),
  operator: async ({ browser, product }, use) =>
    inOwnContext(browser, desk, async (page) => {
      await signIn(page, `${product.url}/admin/`, people.operator);
      await use(page);
    }),
  portal: async ({ browser, product }, use) =>
    inOwnContext(browser, phone, async (page) => {
      await signIn(page, `${product.url}/portal/`, people.amara);
      await use(page);
    }),
});

export { expect } from '@playwright/test';

async function inOwnContext(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0],
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context: BrowserContext = await browser.newContext(options);
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

import { expectAccessible } from '../src/accessible.ts';
import { EmulatorPage, TABS } from '../src/emulator-page.ts';
import { expect, people, phone, test } from '../src/journey.ts';
import type { Product } from '../src/product.ts';

type Card = { readonly token: string; readonly holder: string; readonly last_four: string; readonly product: string };
type Played = { readonly scenario: string; readonly ok: boolean; readonly steps: readonly object[] };

async function cardOf({ emulatorUrl }: Product, holder: string, program: string): Promise<Card> {
  const { data } = await control<{ data: readonly Card[] }>(`${emulatorUrl}/control/cards`);
  return data.find((card) => card.holder === holder && card.product === program)!;
}

async function control<T>(address: string, body?: object): Promise<T> {
  const asked = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return (await (await fetch(address, asked)).json()) as T;
}

test('the product takes each scenario of the emulator as it says', async ({ product }) => {
  // Hardly anything limits this one, and nobody else buys with it.
  const { token } = await cardOf(product, people.maya.name, 'Travel');
  const { data } = await control<{ data: readonly { readonly name: string }[] }>(`${product.emulatorUrl}/control/scenarios`);

  for (const { name } of data) {
    const { scenario, ok, steps } = await control<Played>(`${product.emulatorUrl}/control/scenarios`, { name, card_token: token });
    expect.soft(ok ? 'as expected' : steps.at(-1), scenario).toBe('as expected');
  }
});

test('somebody buys, sees the message on the wire, has a delivery sent again, and plays a scenario', async ({ page, product }) => {
  const { last_four: lastFour } = await cardOf(product, 'Dev Patel', 'Everyday');
  const emulator = new EmulatorPage(page, product.emulatorUrl);
  await emulator.open();

  await test.step('the question to the gateway is shown, with its headers and without its credentials', async () => {
    await emulator.buy({ lastFour, amount: '3.17' });
    await expect(emulator.result).toContainText('$3.17');
    await emulator.exchange('Asked the gateway').click();
    await expect(emulator.exchange('Asked the gateway').getByLabel('Request headers')).toContainText('authorization: Basic ••••••');
    await expect(emulator.exchange('Asked the gateway').getByLabel('Request body')).toContainText('"amount": 3.17');
  });

  await test.step('every message is in one list, the newest first', async () => {
    await emulator.turnTo('Messages');
    await expect(emulator.exchange('Told the webhook')).toContainText('transaction.authorization');
  });

  await test.step('a delivery is sent again', async () => {
    await emulator.turnTo('Deliveries');
    const delivery = await emulator.newestDelivery('transaction.authorization');
    await expect(delivery).toContainText('sent once');
    await delivery.getByRole('button', { name: /^Resend/ }).click();
    await expect(emulator.result).toContainText('was sent again');
    await expect(delivery).toContainText('sent 2 times');
    await expect(delivery).toContainText('Delivered');
  });

  await test.step('a scenario goes as it says, against the product', async () => {
    await emulator.play('Force post', lastFour);
    await expect(emulator.result).toContainText('As expected');
    await page.getByRole('link', { name: /^Purchase / }).click();
    await expect(page.getByRole('list', { name: 'Messages of the purchase' })).toContainText('authorization.clearing');
  });
});

test('a fault is put in, strikes, and is taken out', async ({ page, product }) => {
  const emulator = new EmulatorPage(page, product.emulatorUrl);
  await emulator.open();
  await emulator.turnTo('Faults');
  const on = page.getByRole('list', { name: 'Faults that are on' });

  await page.getByLabel('Strikes').selectOption({ label: 'Calls of the API' });
  await page.getByLabel('What happens').selectOption({ label: 'error' });
  await page.getByLabel('Only these').fill('GET /v3/users/nobody-*');
  await page.getByRole('button', { name: 'Let it go wrong' }).click();
  await expect(on).toContainText('struck 0 of 0');

  const authorization = `Basic ${btoa(`${product.applicationToken}:${product.accessToken}`)}`;
  const struck = await fetch(`${product.emulatorUrl}/v3/users/nobody-1`, { headers: { authorization } });
  expect(struck.status).toBe(500);
  await expect(on).toContainText('struck 1 of 1');

  await emulator.showMessages('Calls of the API');
  const call = page.locator('details').filter({ hasText: 'GET /v3/users/nobody-1' }).first();
  await expect(call).toContainText('fault: error');
  await call.click();
  await expect(call.getByLabel('Request headers')).toContainText('authorization: Basic ••••••');
  await expect(call.getByLabel('Answer body')).toContainText('A fault of the emulator');

  await emulator.turnTo('Faults');
  await page.getByRole('button', { name: 'Remove error on api' }).click();
  await expect(on).not.toContainText('nobody-');
});

test('every part of the page is without obstacles, in light and in dark', async ({ page, product }) => {
  test.setTimeout(180_000);
  const emulator = new EmulatorPage(page, product.emulatorUrl);
  await emulator.open();
  for (const tab of TABS) {
    await test.step(tab, async () => {
      await emulator.turnTo(tab);
      await expectAccessible(page);
    });
  }
});

test('every part of the page fits a phone', async ({ browser, product }) => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  const emulator = new EmulatorPage(page, product.emulatorUrl);
  await emulator.open();
  for (const tab of TABS) {
    await emulator.turnTo(tab);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(beyond, tab).toBeLessThanOrEqual(0);
  }
  await context.close();
});

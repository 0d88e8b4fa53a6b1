import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { expect, type Page, test } from '@playwright/test';

const AMERICAN_DIGITS = /^\d{4} \d{4} \d{4} \d{4}$/;

let emulator: RunningEmulator;
let client: MarqetaClient;
/** Gives each page of ours: another origin than the widgets. */
let ours = '';
const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(ours));
const at = (host: string): string => `http://${host}:${(server.address() as AddressInfo).port}/`;

test.beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  emulator = await startEmulator({ port: 0, widgetPort: 0, dataDir: ':memory:' });
  client = createMarqetaClient({ baseUrl: `${emulator.url}/v3`, applicationToken: 'emulator-application', accessToken: 'emulator-access' });
  await client.users.create({ token: 'maya', first_name: 'Maya' });
  await client.cardProducts.create({
    token: 'virtual',
    name: 'Virtual',
    start_date: '2026-01-01',
    config: { card_life_cycle: { activate_upon_issue: true } },
  });
});
test.afterAll(async () => {
  await client.close();
  await emulator.close();
  server.closeAllConnections();
  server.close();
});

const newCard = async (): Promise<string> => (await client.cards.create({ user_token: 'maya', card_product_token: 'virtual' })).token;

/** Our page with a card on it, as marqeta.js puts it there; what it hears is in `heard`. */
async function showCard(page: Page, clientAccessToken: string): Promise<void> {
  const places = ['pan', 'exp', 'cvv', 'copy'].map((id) => `<div id="${id}" style="width: 260px; height: 32px"></div>`).join('');
  ours = `<!doctype html><title>Ours</title>${places}<script src="${emulator.widgetUrl}/marqetajs/2.0.0/marqeta.min.js"></script>`;
  await page.goto(at('localhost'));
  await page.evaluate((token) => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const { marqeta } = window as unknown as { marqeta: { bootstrap(options: object): void } };
    marqeta.bootstrap({
      clientAccessToken: token,
      component: {
        showPan: {
          cardPan: { domId: 'pan', format: true },
          cardExp: { domId: 'exp', format: true },
          cardCvv: { domId: 'cvv', styles: { span: { 'letter-spacing': '3px' } } },
          copyCardPan: { domId: 'copy', onCopySuccess: () => heard.push('copied'), onCopyFailure: () => heard.push('not copied') },
        },
      },
      callbackEvents: { onSuccess: () => heard.push('success'), onFailure: ({ message }: Error) => heard.push(message) },
    });
  }, clientAccessToken);
}

const heardBy = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as { heard: string[] }).heard);

test('a card is shown in frames that our page cannot look into, and its number is copied', async ({ page, context }) => {
  const { token } = await client.clientAccessTokens.create(await newCard());
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await showCard(page, token);

  const number = page.frameLocator('#pan iframe').locator('span');
  await expect(number).toHaveText(AMERICAN_DIGITS);
  await expect(page.frameLocator('#exp iframe').locator('span')).toHaveText(/^\d\d\/\d\d$/);
  await expect(page.frameLocator('#cvv iframe').locator('span')).toHaveText(/^\d{3}$/);
  await page.frameLocator('#copy iframe').getByRole('button', { name: 'Copy the card number' }).click();
  await expect.poll(() => heardBy(page)).toEqual(['success', 'copied']);

  const digits = (await number.innerText()).replaceAll(' ', '');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(digits);
  expect(await page.evaluate(() => document.querySelector<HTMLIFrameElement>('#pan iframe')?.contentDocument)).toBeNull();
  expect(await page.content()).not.toContain(digits);
});

test('a token that was used shows nothing, and our page hears why', async ({ page }) => {
  const { token } = await client.clientAccessTokens.create(await newCard());
  await showCard(page, token);
  await expect.poll(() => heardBy(page)).toEqual(['success']);

  await showCard(page, token);

  await expect.poll(() => heardBy(page)).toEqual(['Token was used already']);
  await expect(page.frameLocator('#pan iframe').locator('span')).toHaveCount(0);
});

test('a cardholder sets a PIN in the frame, after a weak one and a slip', async ({ page }) => {
  const card = await newCard();
  const { control_token: token } = await client.pinControlToken(card, 'SET_PIN');
  ours = `<!doctype html><title>Ours</title><iframe style="width: 420px; height: 160px" src="${emulator.widgetUrl}/widgets/pin#control_token=${token}"></iframe>`;
  await page.goto(at('localhost'));
  const widget = page.frameLocator('iframe');
  const enter = async (pin: string, again: string): Promise<void> => {
    await widget.getByLabel('New PIN').fill(pin);
    await widget.getByLabel('The same again').fill(again);
    await widget.getByRole('button', { name: 'Set PIN' }).click();
  };

  await enter('2580', '2508');
  await expect(widget.getByRole('status')).toHaveText('The two are not the same.');
  await enter('1234', '1234');
  await expect(widget.getByRole('status')).toHaveText('The PIN is too easy to guess.');
  await enter('2580', '2580');

  await expect(widget.getByRole('status')).toHaveText('The PIN is set.');
  expect((await client.cards.get(card)).pin_is_set).toBe(true);
});

test('a page that the setting does not name cannot hold a widget', async ({ page }) => {
  ours = `<!doctype html><iframe src="${emulator.widgetUrl}/widgets/pin"></iframe>`;
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await page.goto(at('stranger.localhost'));

  await refused;
  await expect(page.frameLocator('iframe').locator('form')).toHaveCount(0);
});

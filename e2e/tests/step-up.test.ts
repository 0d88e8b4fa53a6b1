import { TOTP } from 'otpauth';
import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, phone, test } from '../src/journey.ts';
import { expectUsable, issueCard } from '../src/own-card.ts';
import { letProofsAge } from '../src/proof.ts';
import { signIn } from '../src/sign-in.ts';

/** A cardholder, whom no other story signs in as. */
const kenji = { email: 'kenji@harborline.example', password: 'harborline-demo' };
const STEP_MS = 30_000;

test.use(phone);

test('a card’s number asks who has an authenticator for a code, once it is long ago that they showed who they are', async ({
  page,
  product,
}) => {
  test.setTimeout(180_000);
  const ask = await signedIn(product, people.maya);
  const card = await issueCard(ask, { name: 'Conference', holder: 'Kenji Watanabe', program: 'Everyday' });
  await expectUsable(ask, card);
  const dialog = page.getByRole('dialog');
  const proof = page.getByRole('dialog', { name: 'Is it you?' });
  const number = page.frameLocator('iframe[title="Card number"]').locator('span');
  let secret = '';

  await test.step('they set up an authenticator', async () => {
    await signIn(page, `${product.url}/portal/`, kenji);
    await page.goto(`${product.url}/portal/security`);
    await page.getByRole('button', { name: 'Set it up' }).click();
    secret = (await dialog.locator('code').innerText()).replaceAll(' ', '');
    await page.getByRole('textbox', { name: 'Code' }).fill(new TOTP({ secret }).generate());
    await dialog.getByRole('button', { name: 'Turn it on' }).click();
    await dialog.getByRole('button', { name: 'I have kept them' }).click();
  });

  await test.step('they have just signed in: the number is shown', async () => {
    await page.goto(`${product.url}/portal/cards/${card}`);
    await page.getByRole('button', { name: 'Show number' }).click();
    await expect(number).toHaveText(/^\d{4} \d{4} \d{4} \d{4}$/);
  });

  await test.step('an hour later it asks for a code, and shows nothing for a wrong one', async () => {
    await letProofsAge(product, 'Kenji');
    await page.reload();
    await page.getByRole('button', { name: 'Show number' }).click();
    await expect(proof).toBeVisible();
    await expectAccessible(page);
    await proof.getByLabel('Code').fill('000000');
    await proof.getByRole('button', { name: 'Go on' }).click();
    await expect(proof.getByText(/not right/)).toBeVisible();
    await expect(page.locator('iframe[title="Card number"]')).toHaveCount(0);
  });

  await test.step('with the next code the number comes by itself', async () => {
    // A code is good once: the one after it is taken as well, from a phone whose clock is ahead.
    await proof.getByLabel('Code').fill(new TOTP({ secret }).generate({ timestamp: Date.now() + STEP_MS }));
    await proof.getByRole('button', { name: 'Go on' }).click();
    await expect(proof).toBeHidden();
    await expect(number).toHaveText(/^\d{4} \d{4} \d{4} \d{4}$/);
  });
});

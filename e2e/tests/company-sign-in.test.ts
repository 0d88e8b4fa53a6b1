import type { Page } from '@playwright/test';
import { openCertifiedProvider } from '../../apps/api/src/testing/certified-provider.ts';
import { openDnsServer } from '../../apps/api/src/testing/dns-server.ts';
import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, phone, test } from '../src/journey.ts';
import { expectUsable, issueCard } from '../src/own-card.ts';
import { letProofsAge } from '../src/proof.ts';

const nadia = { email: 'nadia@harborline.example', firstName: 'Nadia', lastName: 'Karim' };

test('a company has its people sign in by its own provider, once its DNS says that the domain is its own', async ({
  colleague,
  product,
  browser,
}) => {
  test.setTimeout(300_000);
  const dns = await openDnsServer(Number(product.settings['DNS_SERVERS']?.split(':')[1]));
  const ask = await signedIn(product, people.maya);
  await ask('mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { id } }', {
    input: { idempotencyKey: nadia.email, ...nadia, role: 'EMPLOYEE' },
  });
  const { companySignIn } = await ask<{ companySignIn: { redirectUri: string } }>('{ companySignIn { redirectUri } }');
  const provider = await openCertifiedProvider({ id: 'cards', secret: 'of the provider', redirectUri: companySignIn.redirectUri });
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  const panel = colleague.locator('section').filter({ has: colleague.getByRole('heading', { name: 'Sign-in of the company' }) });

  try {
    await test.step('an admin sets the provider up', async () => {
      await colleague.goto(`${product.url}/admin/security`);
      await panel.getByRole('button', { name: 'Set it up' }).click();
      const dialog = colleague.getByRole('dialog', { name: 'Sign-in of the company' });
      await expect(dialog.getByText(companySignIn.redirectUri)).toBeVisible();
      await expectAccessible(colleague);
      await dialog.getByLabel('Issuer').fill('https://nobody.invalid');
      await dialog.getByLabel('Client ID').fill('cards');
      await dialog.getByRole('textbox', { name: 'Client secret' }).fill('of the provider');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await expect(dialog.getByRole('alert')).toContainText('nobody.invalid');
      await dialog.getByLabel('Issuer').fill(provider.issuer);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await expect(dialog).toBeHidden();
    });

    await test.step('nobody is led there before the domain is proven', async () => {
      await expect(panel.getByText('Not proven')).toBeVisible();
      await expect(panel.getByRole('button', { name: 'Try it' })).toHaveCount(0);
      await askForTheCompany(page, `${product.url}/portal/`, nadia.email);
      await expect(page.getByRole('alert')).toContainText('No company signs people in with such an address');
    });

    await test.step('its DNS shows whose the domain is', async () => {
      await panel.getByRole('button', { name: 'Look for the record of harborline.example' }).click();
      await expect(panel.getByRole('alert')).toContainText('not found yet');
      await expectAccessible(colleague);
      const [name = '', value = ''] = await panel.getByRole('list', { name: 'Domains' }).locator('code').allInnerTexts();
      dns.set(name, value);
      await panel.getByRole('button', { name: 'Look for the record of harborline.example' }).click();
      await expect(panel.getByText('Proven', { exact: true })).toBeVisible();
    });

    await test.step('who was not invited is refused, and told so at the door', async () => {
      await askForTheCompany(page, `${product.url}/portal/`, nadia.email);
      await signInThere(page, 'stranger@harborline.example');
      await expect(page.getByRole('alert')).toContainText('Ask an admin to invite you');
      await expectAccessible(page);
      await page.reload();
      await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
      await expect(page.getByRole('alert')).toHaveCount(0);
    });

    await test.step('who was invited comes in, without a password of their own', async () => {
      await context.clearCookies();
      await askForTheCompany(page, `${product.url}/portal/`, nadia.email);
      await signInThere(page, nadia.email);
      await expect(page.getByRole('navigation').first()).toBeVisible();
      await colleague.reload();
      await expect(panel.getByRole('button', { name: 'Require it' })).toBeEnabled();
    });

    await test.step('an hour later a card’s number sends them there again, and who shows to be another is told so', async () => {
      const card = await issueCard(ask, { name: 'Nadia’s own', holder: 'Nadia Karim', program: 'Everyday' });
      await expectUsable(ask, card);
      await letProofsAge(product, 'Nadia');
      await page.goto(`${product.url}/portal/cards/${card}`);
      await page.getByRole('button', { name: 'Show number' }).click();
      await page.getByRole('button', { name: 'Go to my company’s sign-in' }).click();
      await signInThere(page, 'stranger@harborline.example');
      const refused = page.getByRole('dialog', { name: 'That did not show that it is you' });
      await expect(refused).toBeVisible();
      await expectAccessible(page);
      expect(new URL(page.url())).toMatchObject({ pathname: `/portal/cards/${card}`, hash: '' });
      await refused.getByRole('button', { name: 'Try again' }).click();
      await signInThere(page, nadia.email);
      await page.getByRole('button', { name: 'Show number' }).click();
      await expect(page.frameLocator('iframe[title="Card number"]').locator('span')).toHaveText(/^\d{4} \d{4} \d{4} \d{4}$/);
    });
  } finally {
    await context.close();
    await provider.close();
    await dns.close();
  }
});

/** Goes to the company's provider as somebody does who has this address. */
async function askForTheCompany(page: Page, door: string, email: string): Promise<void> {
  await page.goto(door);
  await page.getByRole('button', { name: 'Sign in with your company' }).click();
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Go on' }).click();
}

/** Signs in on the provider's own pages, and agrees. */
async function signInThere(page: Page, login: string): Promise<void> {
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill('any');
  await page.locator('button[type="submit"]').click();
  const consent = page.getByRole('button', { name: 'Continue' });
  await consent.or(page.locator('#root')).first().waitFor();
  if (await consent.isVisible()) await consent.click();
}

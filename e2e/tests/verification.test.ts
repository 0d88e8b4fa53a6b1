import type { Page } from '@playwright/test';
import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, phone, test } from '../src/journey.ts';
import { signIn } from '../src/sign-in.ts';

/** A company that no other journey looks at. */
const beatriz = { email: 'beatriz@loureiro.example', password: 'loureiro-demo' };
const ines = { email: 'ines@loureiro.example', password: 'loureiro-demo' };
const HOLDERS = '{ company { id } people { edges { node { id firstName } } } }';
type Holders = { company: { id: string }; people: { edges: { node: { id: string; firstName: string } }[] } };

/** What the screen says of where it stands. */
const standing = (page: Page) => page.locator('[data-notice]');

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(option);
  await page.getByRole('option', { name: option, exact: true }).click();
}

async function fillAddress(page: Page): Promise<void> {
  await page.getByLabel('Street and number').fill('Rua do Carmo 1');
  await page.getByLabel('Postcode').fill('1200-093');
  await page.getByLabel('Town').fill('Lisboa');
  await choose(page, 'Country', 'Portugal');
}

test('a cardholder and a company whom the issuer wants to know tell it who they are', async ({ browser, marqeta, operator, product }) => {
  test.setTimeout(240_000);
  const ask = await signedIn(product, beatriz);
  const { company, people } = await ask<Holders>(HOLDERS);
  const { id: inesId = '' } = people.edges.map(({ node }) => node).find(({ firstName }) => firstName === 'Inês') ?? {};
  const because = { channel: 'ADMIN', reason_code: '05' } as const;
  await marqeta.users.transition({ user_token: inesId, status: 'UNVERIFIED', ...because });
  await marqeta.businesses.transition({ business_token: company.id, status: 'SUSPENDED', ...because });
  await marqeta.businesses.transition({ business_token: company.id, status: 'UNVERIFIED', ...because });

  const context = await browser.newContext({ ...phone, locale: 'en-US' });
  const portal = await context.newPage();
  await test.step('she is told so, reads the terms and accepts them', async () => {
    await signIn(portal, `${product.url}/portal/`, ines);
    await portal.getByRole('link', { name: 'My verification' }).click();
    await expect(standing(portal)).toContainText('Two steps to your card');
    await expectAccessible(portal);
    await portal.getByRole('button', { name: 'I have read and accept the terms' }).click();
    await expect(standing(portal)).toContainText('Tell the issuer who you are');
  });

  await test.step('what is missing is said at its field, and a wrong identity comes back', async () => {
    await portal.getByRole('button', { name: 'Send to the issuer' }).click();
    await expect(portal.getByText('Fill this in').first()).toBeVisible();
    await portal.getByLabel('Date of birth').fill('1991-04-25');
    await portal.getByLabel('Telephone').fill('912 345 678');
    await fillAddress(portal);
    await portal.getByRole('textbox', { name: 'National identity number' }).fill('123 450 001');
    await portal.getByRole('button', { name: 'Send to the issuer' }).click();
    await expect(portal.getByText('Begin with + and the country, such as +351 912 345 678.')).toBeVisible();
    await expectAccessible(portal);
    await portal.getByLabel('Telephone').fill('+351 912 345 678');
    await portal.getByRole('button', { name: 'Send to the issuer' }).click();
    await expect(standing(portal)).toContainText('You can send it once more.', { timeout: 30_000 });
  });

  await test.step('what she told stands there to be corrected, but for the number, and the second time a document is asked for', async () => {
    await expect(portal.getByLabel('Telephone')).toHaveValue('+351912345678');
    const number = portal.getByRole('textbox', { name: 'National identity number' });
    await expect(number).toHaveValue('');
    await number.fill('123 450 002');
    await portal.getByRole('button', { name: 'Send to the issuer' }).click();
    await expect(standing(portal)).toContainText('Waiting for the issuer', { timeout: 30_000 });
    await expectAccessible(portal);
  });

  const desk = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })).newPage();
  await test.step('an admin submits the company', async () => {
    await signIn(desk, `${product.url}/admin/`, beatriz);
    await desk.goto(`${product.url}/admin/verification`);
    await desk.getByRole('button', { name: 'Accept for the company' }).click();
    await desk.getByLabel('Established on').fill('2009-09-01');
    await desk.getByLabel('Tax number').fill('500 100 001');
    const [ofCompany, ofOwner] = [desk.locator('section', { hasText: 'The company' }), desk.locator('section', { hasText: 'Owner 1' })];
    for (const [panel, telephone] of [
      [ofCompany, true],
      [ofOwner, false],
    ] as const) {
      if (telephone) await panel.getByLabel('Telephone').fill('+351 210 000 000');
      await panel.getByLabel('Street and number').fill('Rua do Carmo 1');
      await panel.getByLabel('Postcode').fill('1200-093');
      await panel.getByLabel('Town').fill('Lisboa');
      await panel.getByRole('combobox', { name: 'Country' }).fill('Portugal');
      await desk.getByRole('option', { name: 'Portugal', exact: true }).click();
    }
    await ofOwner.getByLabel('First name').fill('Beatriz');
    await ofOwner.getByLabel('Last name').fill('Loureiro');
    await ofOwner.getByLabel('Date of birth').fill('1979-02-11');
    await ofOwner.getByRole('textbox', { name: 'National identity number' }).fill('99887766');
    await expectAccessible(desk);
    await desk.getByRole('button', { name: 'Submit to the issuer' }).click();
    await expect(standing(desk)).toContainText('It can be submitted once more.', { timeout: 30_000 });
  });

  await test.step('the operator sees both wait, and vouches for the company', async () => {
    await operator.goto(`${product.url}/admin/verifications`);
    const list = operator.getByRole('list', { name: 'Verifications' });
    await expect(list).toContainText('Inês Matos');
    await expectAccessible(operator);
    await operator.getByRole('button', { name: 'Vouch for Casa Loureiro' }).click();
    await operator.getByLabel('Reason').fill('Seen in the register, owner met in person');
    await operator.getByRole('dialog').getByRole('button', { name: 'Vouch', exact: true }).click();
    await expect(list).not.toContainText('The company itself', { timeout: 30_000 });
    await expect(standing(desk)).toContainText('Your company is verified', { timeout: 30_000 });
  });

  await context.close();
  await desk.context().close();
});

import { expectAccessible } from '../src/accessible.ts';
import { expect, people, test } from '../src/journey.ts';
import { signIn } from '../src/sign-in.ts';

for (const app of ['admin', 'portal'] as const) {
  test.describe(`the door of the ${app} app`, () => {
    test('shows itself, without obstacles, in light and in dark', async ({ page, product }) => {
      await page.goto(`${product.url}/${app}/`);
      await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
      await expectAccessible(page);
    });

    test('is dark, or light, from its first paint on, long before its code has come', async ({ page, product }) => {
      const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      await page.route(/\/assets\/index-.*\.js$/, (route) => route.abort());
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.goto(`${product.url}/${app}/`);
      expect(await background()).toBe('rgb(10, 15, 17)');

      await page.evaluate((name) => localStorage.setItem(`afc.${name}.color-scheme`, 'light'), app);
      await page.reload();
      expect(await background()).toBe('rgb(244, 246, 246)');
    });

    test('says what is wrong when the password is', async ({ page, product }) => {
      await page.goto(`${product.url}/${app}/`);
      await page.getByLabel('Email').fill(people.maya.email);
      await page.getByRole('textbox', { name: 'Password' }).fill('not it');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByRole('alert')).toBeVisible();
      await expect(page.getByLabel('Email')).toHaveValue(people.maya.email);
    });
  });
}

test('whoever signed in stays so after a reload, and in the other app too when signed in there', async ({ page, product }) => {
  await signIn(page, `${product.url}/admin/`, people.maya);
  await signIn(page, `${product.url}/portal/`, people.amara);
  await page.goto(`${product.url}/admin/`);
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeHidden();
});

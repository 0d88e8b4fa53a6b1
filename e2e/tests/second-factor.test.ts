import { TOTP } from 'otpauth';
import { expectAccessible } from '../src/accessible.ts';
import { expect, test } from '../src/journey.ts';
import { signIn } from '../src/sign-in.ts';

/** An accountant, whom no other story signs in as. */
const ruth = { email: 'ruth@harborline.example', password: 'harborline-demo' };

test('who sets up a second factor is asked for a code after the password, until it is turned off', async ({ page, product }) => {
  test.setTimeout(180_000);
  const security = `${product.url}/admin/security`;
  const dialog = page.getByRole('dialog');
  const code = page.getByRole('textbox', { name: 'Code' });
  let recovery: string[] = [];

  await test.step('an authenticator is set up, and recovery codes are shown once', async () => {
    await signIn(page, `${product.url}/admin/`, ruth);
    await page.goto(security);
    await page.getByRole('button', { name: 'Set it up' }).click();
    await expect(dialog.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible();
    await expectAccessible(page);
    const secret = (await dialog.locator('code').innerText()).replaceAll(' ', '');
    await code.fill('000000');
    await dialog.getByRole('button', { name: 'Turn it on' }).click();
    await expect(dialog.getByText(/code/i).and(page.locator('[id$="-error"]'))).toBeVisible();
    await code.fill(new TOTP({ secret }).generate());
    await dialog.getByRole('button', { name: 'Turn it on' }).click();
    const codes = dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await expect(codes).toHaveCount(10);
    recovery = await codes.allInnerTexts();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'I have kept them' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText('Recovery codes left')).toBeVisible();
  });

  await test.step('signing in asks for a code, and takes a recovery code in its place', async () => {
    await page.context().clearCookies();
    await page.goto(`${product.url}/admin/`);
    await page.getByLabel('Email').fill(ruth.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(ruth.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
    await expectAccessible(page);
    await code.fill('123456');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await code.fill(recovery[0] ?? '');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('navigation').first()).toBeVisible();
  });

  await test.step('one code less is left, and the factor is turned off', async () => {
    await page.goto(security);
    await expect(page.getByText('9', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Turn it off' }).click();
    await dialog.getByRole('button', { name: 'Turn it off' }).click();
    await expect(page.getByRole('button', { name: 'Set it up' })).toBeVisible();
  });
});

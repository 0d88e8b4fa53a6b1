import { expectAccessible } from '../src/accessible.ts';
import { addAuthenticator } from '../src/authenticator.ts';
import { expect, test } from '../src/journey.ts';
import { letProofsAge } from '../src/proof.ts';
import { signIn } from '../src/sign-in.ts';

/** A manager, whom no other story signs in as: she has both apps. */
const ingrid = { email: 'ingrid@harborline.example', password: 'harborline-demo' };

test('who adds a passkey signs in by it in both apps, proves by it, and removes it', async ({ page, product }) => {
  test.setTimeout(180_000);
  const security = `${product.url}/admin/security`;
  const dialog = page.getByRole('dialog');
  const passkeys = page.getByRole('list', { name: 'Passkeys' });
  const authenticator = await addAuthenticator(page);
  const leave = () => page.context().clearCookies();

  await test.step('a passkey is added and named, and recovery codes are shown once', async () => {
    await signIn(page, `${product.url}/admin/`, ingrid);
    await page.goto(security);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('My laptop');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect(dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10);
    await dialog.getByRole('button', { name: 'I have kept them' }).click();
    await expect(dialog).toBeHidden();
    await expect(passkeys.getByText('My laptop')).toBeVisible();
    await expect(page.getByText('Recovery codes left: 10')).toBeVisible();
    await expectAccessible(page);
    expect(await authenticator.count()).toBe(1);
  });

  await test.step('the password alone does no more: the passkey is asked for after it', async () => {
    await leave();
    await authenticator.hesitate(true);
    await page.goto(`${product.url}/admin/`);
    await page.getByLabel('Email').fill(ingrid.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(ingrid.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
    await expectAccessible(page);
    await authenticator.hesitate(false);
    await page.getByRole('button', { name: 'Use your passkey' }).click();
    await expect(page.getByRole('navigation').first()).toBeVisible();
  });

  await test.step('it signs in without a password, in the portal as well', async () => {
    for (const app of ['admin', 'portal']) {
      await leave();
      await authenticator.hesitate(true);
      await page.goto(`${product.url}/${app}/`);
      const button = page.getByRole('button', { name: 'Sign in with a passkey' });
      await expect(button).toBeVisible();
      await expectAccessible(page);
      await authenticator.hesitate(false);
      await button.click();
      await expect(button).toBeHidden();
      await expect(page.getByRole('navigation').first()).toBeVisible();
    }
  });

  await test.step('it is renamed in the portal', async () => {
    await page.goto(`${product.url}/portal/security`);
    await page.getByRole('button', { name: 'Rename My laptop' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Office key');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(passkeys.getByText('Office key')).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('removing it asks for it once more, and the password alone signs in again', async () => {
    await letProofsAge(product, 'Ingrid');
    await page.reload();
    await page.getByRole('button', { name: 'Remove Office key' }).click();
    await dialog.getByRole('button', { name: 'Remove it' }).click();
    const proof = page.getByRole('dialog', { name: 'Is it you?' });
    await expect(proof).toBeVisible();
    await expectAccessible(page);
    await proof.getByRole('button', { name: 'Use your passkey' }).click();
    await expect(proof).toBeHidden();
    await expect(passkeys).toBeHidden();
    await leave();
    await signIn(page, `${product.url}/admin/`, ingrid);
    await expect(page.getByRole('navigation').first()).toBeVisible();
  });
});

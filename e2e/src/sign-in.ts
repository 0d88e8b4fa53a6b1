import { expect, type Page } from '@playwright/test';

/** Signs in through the form, as a person does, and waits until the app shows itself. */
export async function signIn(page: Page, address: string, who: { readonly email: string; readonly password: string }): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Email').fill(who.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeHidden();
}

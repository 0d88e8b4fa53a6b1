import { randomUUID } from 'node:crypto';
import { expectAccessible } from '../src/accessible.ts';
import { expect, people, phone, test } from '../src/journey.ts';
import { signIn } from '../src/sign-in.ts';

/** One of its own for each run of the story: who is invited already is not invited again. */
const INES = `ines.${randomUUID()}@harborline.example`;
const LIST = [
  'E-mail;First name;Last name;Role;Team',
  `"${INES}";Inês;"Reis; Costa";;`,
  `${people.amara.email};Amara;Diallo;employee;`,
  'tom@harborline.example;Tom;Berg;Boss;',
].join('\r\n');

test('an admin drops a list, sees what would come of each line, invites, and takes it back', async ({ admin, product }) => {
  const row = (name: string) => admin.getByRole('table', { name: 'The list' }).getByRole('row').filter({ hasText: name });

  await admin.goto(`${product.url}/admin/people`);
  await admin.getByRole('button', { name: 'Invite several' }).click();
  await expectAccessible(admin);
  await admin.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(LIST, 'latin1') });

  await expect(row('Inês Reis; Costa')).toContainText('Will be invited');
  await expect(row('Amara Diallo')).toContainText('Already a member');
  await expect(row('Tom Berg')).toContainText('There is no such role');
  await expectAccessible(admin);
  await admin.getByRole('button', { name: 'Send 1 invitation' }).click();
  await expect(row('Inês Reis; Costa')).toContainText('Invited');
  await expect(admin.getByText('1 person is invited')).toBeVisible();
  await admin.getByRole('button', { name: 'Undo' }).click();
  await expect(row('Inês Reis; Costa')).toContainText('Withdrawn');
  await admin.getByRole('button', { name: 'Back to people' }).click();
  await expect(admin.getByRole('heading', { name: 'People' })).toBeVisible();
  await expect(admin.getByText(INES)).toBeHidden();
});

test('on a phone a list is pasted, and mended where it cannot be read', async ({ browser, product }) => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await signIn(page, `${product.url}/admin/`, people.maya);

  await page.goto(`${product.url}/admin/people/invite`);
  await page.getByLabel('List').fill('Ana,"Lima,ana.lima@harborline.example');
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText('This cannot be read from line 1 on')).toBeVisible();
  await page.getByLabel('List').fill('Ana,Lima,ana.lima@harborline.example');
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText('Will be invited', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await context.close();
});

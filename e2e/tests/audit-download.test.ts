import { readFile } from 'node:fs/promises';
import { expectAccessible } from '../src/accessible.ts';
import { expect, phone, test } from '../src/journey.ts';

test('an admin downloads the log with the decisions that it seals, also on a phone', async ({ admin, product }) => {
  test.setTimeout(180_000);
  await admin.goto(`${product.url}/admin/audit`);
  const download = async (item: string) => {
    await admin.getByRole('button', { name: 'Download' }).click();
    await expect(admin.getByRole('menu')).toBeVisible();
    await expectAccessible(admin);
    const [file] = await Promise.all([admin.waitForEvent('download'), admin.getByRole('menuitem', { name: item }).click()]);
    await expect(admin.getByRole('menu')).toBeHidden();
    const [head = ''] = (await readFile(await file.path(), 'utf8')).split('\n', 1);
    return { name: file.suggestedFilename(), head: JSON.parse(head) as object };
  };

  const withDecisions = await download('The log with decisions');
  expect(withDecisions.name).toMatch(/^audit-.*-decisions\.jsonl$/);
  expect(withDecisions.head).toMatchObject({ kind: 'audit', decisions: true });

  await admin.setViewportSize(phone.viewport);
  expect((await download('The log Who did what')).head).toMatchObject({ kind: 'audit', decisions: false });
});

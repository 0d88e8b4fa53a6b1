import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, test } from '../src/journey.ts';
import { expectApproved, expectDeclined, expectUsable, issueCard } from '../src/own-card.ts';

test('what an employee was declined, an admin lets through with one decision: the same purchase passes once and not twice', async ({
  admin,
  portal,
  marqeta,
  product,
}) => {
  test.setTimeout(180_000);
  const name = `Library ${Date.now() % 1_000_000}`;
  const ask = await signedIn(product, people.maya);
  const card = await issueCard(ask, { name, holder: people.amara.name, program: 'Everyday', limitMinor: '4000' });
  await expectUsable(ask, card);
  const books = { amount: '52.30', at: 'books' } as const;

  await test.step('a purchase above the limit is declined, and the employee reads by which', async () => {
    await expectDeclined(marqeta, card, books);
    await portal.goto(`${product.url}/portal/`);
    await portal.getByRole('link').filter({ hasText: '$52.30' }).filter({ hasText: name }).click();
    await expect(portal.getByRole('region', { name: 'Why it was declined' })).toContainText('$40.00');
  });

  await test.step('the admin is told the least that would have let it through, and grants it', async () => {
    await admin.goto(`${product.url}/admin/cards/${card}`);
    await admin.getByRole('link').filter({ hasText: '$52.30' }).click();
    await expect(admin.getByText('An exception: Harbor Books, up to $52.30, once')).toBeVisible();
    await expectAccessible(admin);
    await admin.getByRole('button', { name: 'Let it through' }).click();
    const dialog = admin.getByRole('dialog');
    await expect(dialog.getByRole('combobox', { name: 'Where' })).toHaveValue('Only at Harbor Books');
    await expect(dialog.getByLabel('Up to, for one purchase')).toHaveValue('52.30');
    await expect(dialog.getByLabel('How many purchases')).toHaveValue('1');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The standard she works from');
    await dialog.getByRole('button', { name: 'Let it through' }).click();
    await expect(dialog).toBeHidden();
    await expect(admin.getByText('It would pass now')).toBeVisible();
  });

  await test.step('it stands where the decline is read, and on the card at the office and at the holder’s', async () => {
    const mine = portal.getByRole('list', { name: 'Exceptions that are open for you' });
    await expect(mine).toContainText('up to $52.30 once at Harbor Books');
    await admin.goto(`${product.url}/admin/cards/${card}`);
    const open = admin.getByRole('list', { name: 'Open exceptions' });
    await expect(open).toContainText('Harbor Books, up to $52.30, once');
    await expect(open).toContainText(`${people.maya.name}: The standard she works from`);
    await portal.goto(`${product.url}/portal/cards/${card}`);
    await expect(mine).toContainText('up to $52.30 once at Harbor Books');
    await expectAccessible(portal);
  });

  const { card: granted } = await ask<{ card: { exceptions: { id: string }[] } }>(
    'query ($id: ID!) { card(id: $id) { exceptions { id } } }',
    { id: card },
  );

  await test.step('elsewhere, and for more, the limit still binds', async () => {
    await expectDeclined(marqeta, card, { amount: '52.30', at: 'lunch' });
    await expectDeclined(marqeta, card, { amount: '52.31', at: 'books' });
  });

  await test.step('the same purchase passes once, and not twice', async () => {
    await expectApproved(marqeta, card, books);
    await expect(admin.getByText('Nothing may pass the controls at the moment.')).toBeVisible({ timeout: 30_000 });
    await expectDeclined(marqeta, card, books);
  });

  await test.step('taken back, so that the controls of the company stand at the issuer again', async () => {
    const input = { id: granted.exceptions[0]?.id, idempotencyKey: `${name} revoked` };
    await ask('mutation ($input: RevokeExceptionInput!) { revokeException(input: $input) { id } }', { input });
  });
});

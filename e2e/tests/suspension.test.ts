import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, phone, test } from '../src/journey.ts';
import { expectApproved, expectDeclined, expectUsable, issueCard } from '../src/own-card.ts';
import { signIn } from '../src/sign-in.ts';

/** Somebody whom no other story needs. */
const NOAH = { email: 'noah@harborline.example', password: 'harborline-demo', name: 'Noah Bennett' };
const SPELLED = 'Noah Bennett-Ross';

test('an admin suspends somebody, who is signed out and spends no more, lifts it, and gives them another name, which they change back', async ({
  admin,
  browser,
  marqeta,
  product,
}) => {
  test.setTimeout(180_000);
  const ask = await signedIn(product, people.maya);
  const { people: found } = await ask<{ people: { edges: { node: { id: string } }[] } }>(
    'query ($name: String!) { people(filter: { search: $name }) { edges { node { id } } } }',
    { name: NOAH.name },
  );
  const { id } = found.edges[0]!.node;
  const card = await issueCard(ask, { name: `Suspended ${id}`, holder: NOAH.name, program: 'Everyday' });
  await expectUsable(ask, card);
  const portal = await browser.newPage(phone);
  const lunch = { amount: '4.50', at: 'lunch' } as const;

  await test.step('he is signed in, and pays', async () => {
    await signIn(portal, `${product.url}/portal/`, NOAH);
    await expectApproved(marqeta, card, lunch);
  });

  await test.step('he is suspended', async () => {
    await admin.goto(`${product.url}/admin/people/${id}`);
    await admin.getByRole('button', { name: 'Suspend', exact: true }).click();
    const dialog = admin.getByRole('dialog', { name: `Suspend ${NOAH.name}?` });
    await expectAccessible(admin);
    await dialog.getByLabel('Reason (optional)').fill('Lost his phone');
    await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
    await expect(admin.getByText('They are suspended: they cannot sign in', { exact: false })).toBeVisible();
    await expect(dialog).toBeHidden();
    await expect(admin.getByText('An admin suspended them: only an admin lifts it.')).toBeVisible();
    await expect(admin.getByRole('button', { name: 'Suspend', exact: true })).toHaveCount(0);
    await expectAccessible(admin);
  });

  await test.step('he is signed out, does not come in again, and is declined', async () => {
    await expect(portal.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    await portal.getByLabel('Email').fill(NOAH.email);
    await portal.getByRole('textbox', { name: 'Password' }).fill(NOAH.password);
    await portal.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(portal.getByText('This account is suspended or closed', { exact: false })).toBeVisible();
    await expectDeclined(marqeta, card, lunch);
  });

  await test.step('the list of people says so, also on a phone', async () => {
    await admin.goto(`${product.url}/admin/people?q=Noah`);
    await expect(admin.getByRole('row').filter({ hasText: NOAH.name })).toContainText('Suspended');
    await admin.setViewportSize(phone.viewport);
    await expect(admin.getByRole('row').filter({ hasText: NOAH.name })).toContainText('Suspended');
    await expectAccessible(admin);
  });

  await test.step('it is lifted, and he pays', async () => {
    await admin.goto(`${product.url}/admin/people/${id}`);
    await admin.getByRole('button', { name: 'Lift suspension' }).click();
    const dialog = admin.getByRole('dialog', { name: `Lift the suspension of ${NOAH.name}?` });
    await dialog.getByRole('button', { name: 'Lift suspension' }).click();
    await expect(admin.getByRole('button', { name: 'Suspend', exact: true })).toBeVisible();
    await expectApproved(marqeta, card, lunch);
    await signIn(portal, `${product.url}/portal/`, NOAH);
  });

  await test.step('he gets another name, and so does the issuer’s cardholder', async () => {
    await admin.getByRole('button', { name: 'Change name' }).click();
    const dialog = admin.getByRole('dialog', { name: `Change the name of ${NOAH.name}` });
    await expectAccessible(admin);
    await dialog.getByLabel('Last name').fill('Bennett-Ross');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(admin.getByRole('heading', { name: SPELLED })).toBeVisible();
    await expect.poll(async () => (await marqeta.users.get(id)).last_name, { timeout: 30_000 }).toBe('Bennett-Ross');
  });

  await test.step('he changes it back himself, and the issuer is told again', async () => {
    await portal.goto(`${product.url}/portal/profile`);
    await expect(portal.getByRole('heading', { name: SPELLED })).toBeVisible();
    await portal.getByRole('button', { name: 'Change my name' }).click();
    const dialog = portal.getByRole('dialog', { name: 'Change my name' });
    await expectAccessible(portal);
    await dialog.getByLabel('Last name').fill('Bennett');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(portal.getByRole('heading', { name: NOAH.name, exact: true })).toBeVisible();
    await expect.poll(async () => (await marqeta.users.get(id)).last_name, { timeout: 30_000 }).toBe('Bennett');
  });
  await portal.close();
});

import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, test } from '../src/journey.ts';
import { expectDeclined } from '../src/own-card.ts';

/** Somebody whom no other story needs. */
const NAME = 'Elena Petrova';

test('an admin plans when somebody leaves, thinks better of it, and has them leave now', async ({ admin, marqeta, product }) => {
  test.setTimeout(180_000);
  const ask = await signedIn(product, people.maya);
  const { people: found } = await ask<{
    people: { edges: { node: { id: string; cards: { id: string; name: string; status: string }[] } }[] };
  }>('query ($name: String!) { people(filter: { search: $name }) { edges { node { id cards { id name status } } } } }', { name: NAME });
  const elena = found.edges[0]!.node;
  const card = elena.cards.find(({ status }) => status === 'ACTIVE')!;
  const leave = admin.getByRole('button', { name: 'Have them leave', exact: true });
  const dialog = admin.getByRole('dialog', { name: `How ${NAME} leaves` });

  await test.step('what they have in hand is shown before', async () => {
    await admin.goto(`${product.url}/admin/people/${elena.id}`);
    await leave.click();
    await expect(dialog.getByRole('listitem').filter({ hasText: `Card ${card.name}` })).toContainText('It is terminated');
    await expectAccessible(admin);
  });

  await test.step('a last day is planned, and the cards are frozen until it is over', async () => {
    await dialog.getByRole('radio', { name: 'Are frozen now' }).click();
    await dialog.getByRole('button', { name: 'Plan it' }).click();
    await expect(admin.getByText('Their cards are frozen until then, and terminated after.')).toBeVisible();
    await expectAccessible(admin);
    await expectDeclined(marqeta, card.id, { amount: '4.50', at: 'lunch' });
  });

  await test.step('they stay', async () => {
    await admin.getByRole('button', { name: 'They stay' }).click();
    await admin
      .getByRole('dialog', { name: `Does ${NAME} stay?` })
      .getByRole('button', { name: 'They stay' })
      .click();
    await expect(leave).toBeVisible();
  });

  await test.step('they leave now', async () => {
    await leave.click();
    await dialog.getByRole('radio', { name: /^Now/ }).click();
    await dialog.getByRole('button', { name: 'Have them leave now' }).click();
    await expect(admin.getByText('They have left.', { exact: false })).toBeVisible();
    await expectAccessible(admin);
    await expectDeclined(marqeta, card.id, { amount: '4.50', at: 'lunch' });
  });
});

import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, test } from '../src/journey.ts';

test('who saves a limit below what a subscription takes is told, and can change it', async ({ admin, marqeta, product }) => {
  test.setTimeout(180_000);
  const ask = await signedIn(product, people.maya);
  const name = `Subscriptions ${Date.now() % 1_000_000}`;
  const card = await test.step('a new card has a subscription', async () => {
    const { people: found, cardPrograms } = await ask<{
      people: { edges: { node: { id: string } }[] };
      cardPrograms: { id: string; name: string }[];
    }>('{ people(filter: { search: "Amara" }) { edges { node { id } } } cardPrograms { id name } }');
    const input = {
      idempotencyKey: crypto.randomUUID(),
      holderId: found.edges[0]?.node.id ?? '',
      programId: cardPrograms.find((program) => program.name === 'Everyday')?.id ?? '',
      name,
    };
    const { issueCard } = await ask<{ issueCard: { id: string } }>(
      'mutation ($input: IssueCardInput!) { issueCard(input: $input) { id } }',
      { input },
    );
    const { id } = issueCard;
    const stateOf = async () =>
      (await ask<{ card: { issuerStatus: string } }>('query ($id: ID!) { card(id: $id) { issuerStatus } }', { id })).card.issuerStatus;
    await expect.poll(stateOf, { timeout: 30_000 }).toBe('ACTIVE');
    const { transaction } = await marqeta.simulate('authorization', {
      card_token: id,
      amount: '48.20',
      pos: { is_recurring: true },
      card_acceptor: { mid: '900000000000001', name: 'INKWELL WEEKLY', mcc: '5968' },
    });
    expect(transaction.state).toBe('PENDING');
    return id;
  });

  await admin.goto(`${product.url}/admin/cards/${card}`);
  await admin.getByRole('button', { name: 'Add control' }).click();
  const editor = admin.getByRole('dialog', { name: 'Add control' });
  const charge = new RegExp(`INKWELL WEEKLY charged \\$48\\.20 to the card ${name}`);

  await test.step('it is said before it is saved', async () => {
    await editor.getByLabel('No more than').fill('40');
    await expect(editor.getByRole('listitem').filter({ hasText: charge })).toBeVisible({ timeout: 20_000 });
  });

  await test.step('and after, and leads back into the editor', async () => {
    await editor.getByRole('button', { name: 'Add control' }).click();
    const warning = admin.getByRole('dialog', { name: 'Saved, below what subscriptions take' });
    await expect(warning.getByRole('listitem')).toHaveText([charge]);
    await expectAccessible(admin);
    await warning.getByRole('button', { name: 'Change the limit' }).click();
  });

  await test.step('a limit that is high enough is saved without a word', async () => {
    const again = admin.getByRole('dialog', { name: 'Edit control' });
    await again.getByLabel('No more than').fill('50');
    await again.getByRole('button', { name: 'Save' }).click();
    await expect(admin.getByRole('dialog')).toHaveCount(0);
    await expect(admin.getByRole('listitem').filter({ hasText: '$50.00' }).first()).toBeVisible();
  });
});

import { signedIn } from '../src/api.ts';
import { expect, people, test } from '../src/journey.ts';

test('a limit of a person is soon at the issuer as well, and goes with the control', async ({ admin, marqeta, product }) => {
  test.setTimeout(240_000);
  const ask = await signedIn(product, people.maya);
  const { people: found } = await ask<{ people: { edges: { node: { id: string } }[] } }>(
    '{ people(filter: { search: "Amara" }) { edges { node { id } } } }',
  );
  const person = found.edges[0]?.node.id ?? '';
  const input = { scope: 'PERSON', subjectId: person, controlType: 'AMOUNT_LIMIT', window: 'WEEK', amountMinor: '7654300' };
  const set = 'mutation ($input: SetSpendingControlInput!) { setSpendingControl(input: $input) { id } }';
  const { setSpendingControl: control } = await ask<{ setSpendingControl: { id: string } }>(set, {
    input: { ...input, idempotencyKey: crypto.randomUUID() },
  });
  const atMarqeta = async (): Promise<string[]> => {
    const amounts = [];
    for await (const one of marqeta.velocityControls.list({ user: person }))
      if (one.active === true && one.name?.endsWith(control.id)) amounts.push(`${one.velocity_window} ${Number(one.amount_limit)}`);
    return amounts;
  };

  await test.step('the admin sees that it is mirrored', async () => {
    await admin.goto(`${product.url}/admin/people/${person}`);
    const row = admin.getByRole('listitem').filter({ hasText: '$76,543.00' });
    // While a story has an exception open, nothing stands at the issuer.
    await expect(row).toContainText('Mirrored at the issuer', { timeout: 90_000 });
    expect(await atMarqeta()).toEqual(['WEEK 153086']);
  });

  await test.step('it goes with the control', async () => {
    const remove = 'mutation ($input: RemoveSpendingControlInput!) { removeSpendingControl(input: $input) { id } }';
    await ask(remove, { input: { id: control.id, idempotencyKey: crypto.randomUUID() } });
    await expect.poll(atMarqeta, { timeout: 30_000 }).toEqual([]);
  });
});

import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, test } from '../src/journey.ts';

test('an admin stops a card in two steps: the next purchase is declined, its holder sees it, and lifting the stop lets purchases through', async ({
  admin,
  portal,
  marqeta,
  product,
}) => {
  test.setTimeout(240_000);
  const ask = await signedIn(product, people.maya);
  const { cards } = await ask<{ cards: { edges: { node: { id: string } }[] } }>(
    '{ cards(filter: { search: "Conferences" }) { edges { node { id } } } }',
  );
  const card = cards.edges[0]?.node.id ?? '';
  const buy = async (): Promise<string> => {
    const { transaction } = await marqeta.simulate('authorization', {
      ...{ card_token: card, amount: '1.25', currency_code: 'USD' },
      card_acceptor: { mid: '4511001', name: 'Small Airline', mcc: '4511', country_code: 'USA' },
    });
    return transaction.state;
  };
  const banner = admin.getByRole('status').filter({ hasText: 'Emergency stop: the card “Conferences”' });

  await test.step('two steps stop it', async () => {
    expect(await buy()).toBe('PENDING');
    await admin.goto(`${product.url}/admin/cards/${card}`);
    await admin.getByRole('button', { name: 'Emergency stop' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Next' }).click();
    await expect(dialog.getByText('Say why, so that whoever looks next knows.')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Its number was found in public');
    await expectAccessible(admin);
    await dialog.getByRole('button', { name: 'Next' }).click();
    await expectAccessible(admin);
    await dialog.getByRole('button', { name: 'Stop now' }).click();
    await expect(dialog).toBeHidden();
    await expect(banner).toContainText('Its number was found in public');
    await expect(admin.getByText('This card is stopped')).toBeVisible();
    await expectAccessible(admin);
  });

  await test.step('the next purchase is declined, and its holder sees why', async () => {
    expect(await buy()).toBe('DECLINED');
    await portal.goto(`${product.url}/portal/cards/${card}`);
    await expect(portal.getByText('Stopped by your company')).toBeVisible();
    await expect(portal.getByText('Its number was found in public')).toHaveCount(0);
    await expectAccessible(portal);
  });

  await test.step('the stop is lifted, and kept in the list', async () => {
    await banner.getByRole('button', { name: 'Lift the stop' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The number was of another card');
    await dialog.getByRole('button', { name: 'Lift the stop' }).click();
    await expect(banner).toBeHidden();
    await admin.goto(`${product.url}/admin/company`);
    const list = admin.getByRole('list', { name: 'Emergency stops' });
    await expect(list).toContainText('Stopped and lifted: the card “Conferences”');
    await expect(list).toContainText('The number was of another card');
    await expectAccessible(admin);
    expect(await buy()).toBe('PENDING');
  });
});

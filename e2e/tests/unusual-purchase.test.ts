import { expectAccessible } from '../src/accessible.ts';
import { signedIn } from '../src/api.ts';
import { expect, people, test } from '../src/journey.ts';
import { expectUsable, issueCard } from '../src/own-card.ts';

test('a purchase in a new country: its holder denies it, the card is frozen, and the office closes the case', async ({
  portal,
  admin,
  marqeta,
  product,
}) => {
  test.setTimeout(240_000);
  const ask = await signedIn(product, people.maya);
  const name = `Abroad ${Date.now() % 1_000_000}`;
  const merchant = `CASA ${Date.now() % 1_000_000}`;

  await test.step('somebody buys in Japan with a card of Amara’s', async () => {
    const card = await issueCard(ask, { name, holder: 'Amara', program: 'Everyday' });
    await expectUsable(ask, card);
    const acceptor = { mid: '900000000000002', name: merchant, mcc: '5812', country_code: 'JPN' };
    const { transaction } = await marqeta.simulate('authorization', {
      ...{ card_token: card, amount: '12.40', currency_code: 'USD', card_acceptor: acceptor },
    });
    expect(transaction.state).toBe('PENDING');
  });

  await test.step('she is asked, and says that it was not her', async () => {
    await portal.goto(`${product.url}/portal/`);
    const question = portal.getByRole('status').filter({ hasText: merchant });
    await expect(question).toContainText('Was this you?', { timeout: 60_000 });
    await expectAccessible(portal);
    await portal.getByRole('button', { name: 'No, it was not' }).first().click();
    const dialog = portal.getByRole('dialog', { name: `Freeze ${name}?` });
    await expectAccessible(portal);
    await dialog.getByRole('button', { name: 'It was not me' }).click();
    await expect(portal.getByText('You said that this was not you')).toBeVisible();
    await expectAccessible(portal);
  });

  await test.step('the office sees that it is urgent, and closes it', async () => {
    await admin.goto(`${product.url}/admin/cases?rule=FIRST_COUNTRY`);
    const row = admin.getByRole('row').filter({ hasText: people.amara.name });
    await expect(row).toContainText('Urgent');
    await expectAccessible(admin);
    await row.getByRole('link').first().click();
    await expect(admin.getByText('Amara Diallo did not make the purchase; the card was frozen')).toBeVisible();
    await expect(admin.getByText('Frozen', { exact: true })).toBeVisible();
    await expectAccessible(admin);
    await admin.getByRole('button', { name: 'Close', exact: true }).click();
    const dialog = admin.getByRole('dialog', { name: 'How did it come out?' });
    await dialog.getByRole('radio', { name: 'Fraud' }).click();
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(admin.getByText('Maya Okafor closed it: Fraud')).toBeVisible();
  });
});

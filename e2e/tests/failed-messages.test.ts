import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../src/accessible.ts';
import { deliver } from '../src/deliver.ts';
import { expect, phone, test } from '../src/journey.ts';
import type { Product } from '../src/product.ts';

/** Messages of a kind of their own, which nobody understands. @returns the kind's name */
async function strangeMessages(product: Product, count: number): Promise<string> {
  const envelope = `moon${Date.now()}transitions`;
  const items = Array.from({ length: count }, () => ({ token: randomUUID(), type: 'phase.full', amount: 42.5, card: { pan: '4111' } }));
  await deliver(product, { [envelope]: items });
  return `${envelope}.phase.full`;
}

const rowsOf = (page: Page, kind: string) => page.getByRole('row').filter({ hasText: kind });

async function decide(page: Page, action: string, reason?: string): Promise<void> {
  await page.getByRole('button', { name: action, exact: true }).click();
  const dialog = page.getByRole('dialog');
  if (reason !== undefined) await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('an operator looks at a message that nobody understands, reads it for a reason, dismisses it and takes that back', async ({
  operator,
  product,
}) => {
  test.setTimeout(180_000);
  const kind = await strangeMessages(product, 1);
  await operator.goto(`${product.url}/admin/messages`);
  await expect(
    operator
      .getByRole('navigation')
      .getByLabel(/waiting for you/)
      .first(),
  ).toBeVisible();
  await expectAccessible(operator);
  await rowsOf(operator, kind).getByRole('link').click();
  await expect(operator.getByRole('heading', { level: 1, name: kind })).toBeVisible();

  const message = operator.getByRole('region', { name: 'The message' }).last();
  await expect(message).toContainText('"type": "phase.full"');
  await expect(message).not.toContainText('42.5');
  await operator.getByRole('button', { name: 'Show it whole' }).click();
  await operator.getByRole('dialog').getByRole('button', { name: 'Show it' }).click();
  await expect(operator.getByText('Say why, so that whoever looks next knows.')).toBeVisible();
  await operator.getByRole('dialog').getByLabel('Reason').fill('Asked by Marqeta');
  await operator.getByRole('dialog').getByRole('button', { name: 'Show it' }).click();
  await expect(message).toContainText('42.5');
  await expect(message).not.toContainText('4111');

  await decide(operator, 'Dismiss', 'The moon is no card');
  await expect(operator.getByRole('alert').filter({ hasText: 'The moon is no card' })).toBeVisible();
  await decide(operator, 'Take back');
  const history = operator.getByRole('list', { name: 'History of the message' });
  for (const deed of ['Read whole', 'The moon is no card', 'Dismissal taken back']) await expect(history).toContainText(deed);
  await expect(operator.getByRole('button', { name: 'Replay' })).toBeVisible();
  await expectAccessible(operator);
});

test('an operator replays many, and those that fail again say so; then dismisses them all', async ({ operator, product }) => {
  test.setTimeout(120_000);
  const kind = await strangeMessages(product, 3);
  await operator.goto(`${product.url}/admin/messages?kind=${kind}`);
  await expect(rowsOf(operator, kind)).toHaveCount(3);
  await operator.getByLabel('Select all that are loaded').check();
  await decide(operator, 'Replay');

  // The job puts them through the same door; they come back with another try.
  for (const row of [0, 1, 2]) await expect(rowsOf(operator, kind).nth(row)).toContainText(/Not understood.*2/, { timeout: 20_000 });

  await operator.getByLabel('Select all that are loaded').check();
  await decide(operator, 'Dismiss', 'Of a test');
  await expect(operator.getByText('No message matches')).toBeVisible();
  await operator.goto(`${product.url}/admin/messages?kind=${kind}&show=dismissed`);
  await expect(rowsOf(operator, kind)).toHaveCount(3);
});

test('the screens of an operator fit a phone', async ({ operator, product }) => {
  const kind = await strangeMessages(product, 1);
  await operator.setViewportSize(phone.viewport);
  for (const path of ['installation', 'messages']) {
    await operator.goto(`${product.url}/admin/${path}`);
    await expect(operator.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(operator.locator('[aria-busy="true"]')).toHaveCount(0);
    const { content, screen } = await operator.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      screen: window.innerWidth,
    }));
    expect(content).toBeLessThanOrEqual(screen);
  }
  await rowsOf(operator, kind).getByRole('link').click();
  await expect(operator.getByRole('button', { name: 'Replay' })).toBeVisible();
});

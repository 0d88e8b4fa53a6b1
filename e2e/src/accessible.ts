import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Finds what axe calls an obstacle, in light and in dark; all of it is told at the end of the test, one line each. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = new Set<string>();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    for (const { id, help, nodes } of violations) {
      for (const { html } of nodes) found.add(`${colorScheme}: ${id}: ${help}: ${html.slice(0, 200)}`);
    }
  }
  expect.soft([...found], new URL(page.url()).pathname).toEqual([]);
}

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Finds what axe calls an obstacle, in light and in dark; all of it is told at the end of the test, one line each. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = new Set<string>();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const screen = await unroll(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await settle(page);
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    for (const { id, help, nodes } of violations) {
      for (const { html } of nodes) found.add(`${colorScheme}: ${id}: ${help}: ${html.slice(0, 200)}`);
    }
  }
  if (screen) await page.setViewportSize(screen);
  expect.soft([...found], new URL(page.url()).pathname).toEqual([]);
}

/** Makes the screen as tall as the page: what a bar at the foot covers can be scrolled from under it, but axe does not scroll. */
async function unroll(page: Page) {
  const screen = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (screen && height > screen.height) await page.setViewportSize({ ...screen, height });
  return screen;
}

/** Waits until colours have arrived where they were going: a contrast taken on the way is nobody's. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    const ending = document.getAnimations().filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

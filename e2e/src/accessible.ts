import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Finds what axe calls an obstacle, in light and in dark; all of it is told at the end of the test, one line each. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = new Set<string>();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await settle(page);
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    for (const { id, help, nodes } of violations) {
      for (const { html } of nodes.filter((node) => !isUnderABar(node))) found.add(`${colorScheme}: ${id}: ${help}: ${html.slice(0, 200)}`);
    }
  }
  expect.soft([...found], new URL(page.url()).pathname).toEqual([]);
}

type Check = { readonly id: string; readonly data: unknown };

/** A row that the bar at the foot covers in part is as large as any other, and can be scrolled from under it; axe does not scroll. */
function isUnderABar({ any }: { readonly any: readonly Check[] }): boolean {
  return any.some(({ id, data }) => id === 'target-size' && (data as { messageKey?: string } | null)?.messageKey === 'partiallyObscured');
}

/** Waits until colours have arrived where they were going: a contrast taken on the way is nobody's. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    const ending = document.getAnimations().filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

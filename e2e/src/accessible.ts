import { expect, type Page } from '@playwright/test';
import axe, { type AxeResults, type NodeResult } from 'axe-core';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Finds what axe calls an obstacle, in light and in dark; all of it is told at the end of the test, one line each. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = new Set<string>();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await settle(page, colorScheme);
    for (const { id, help, nodes } of await violations(page)) {
      for (const { html } of nodes.filter((node) => !isUnderABar(node))) found.add(`${colorScheme}: ${id}: ${help}: ${html.slice(0, 200)}`);
    }
  }
  expect.soft([...found], new URL(page.url()).pathname).toEqual([]);
}

/** Runs axe in the page itself, not through its builder: that one starts anew for each run, in a page of its own, and takes ten times as long. */
async function violations(page: Page): Promise<AxeResults['violations']> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (runOnly) => {
    const inPage = window as unknown as { readonly axe: typeof axe };
    return (await inPage.axe.run(document, { runOnly, resultTypes: ['violations'], iframes: false })).violations;
  }, RULES);
}

/** A row that the bar at the foot covers in part is as large as any other, and can be scrolled from under it; axe does not scroll. */
function isUnderABar({ any }: NodeResult): boolean {
  return any.some(({ id, data }) => id === 'target-size' && (data as { messageKey?: string } | null)?.messageKey === 'partiallyObscured');
}

/** Waits until the page has the colours of the scheme: a contrast taken on the way there is nobody's. */
async function settle(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync('*, ::before, ::after { transition: none !important; }');
    document.adoptedStyleSheets = [still];
  });
  // The apps put their scheme on the root by themselves; the page of the emulator leaves it to its style sheet.
  await page.waitForFunction((wanted) => {
    const { mantineColorScheme } = document.documentElement.dataset;
    const isAsked = matchMedia(`(prefers-color-scheme: ${wanted})`).matches;
    return isAsked && (mantineColorScheme === undefined || mantineColorScheme === wanted);
  }, scheme);
  await page.evaluate(async () => {
    // A frame begins before its styles are computed: those of the first are there in the second.
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const ending = document.getAnimations().filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

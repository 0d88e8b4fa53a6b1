import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reloadForNewVersion, withoutReload } from './new-version.ts';

let reloaded: number;
/** What the page has of a browser. */
beforeEach(() => {
  reloaded = 0;
  const kept = new Map<string, string>();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('location', { reload: () => void (reloaded += 1) });
  vi.stubGlobal('sessionStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: kept.set.bind(kept) });
  reloadForNewVersion('portal');
});
afterEach(() => void vi.unstubAllGlobals());

/** As Vite loads code that is gone: it says so first, and throws unless somebody sees to it. */
async function gone(): Promise<string> {
  const event = new Event('vite:preloadError', { cancelable: true });
  window.dispatchEvent(event);
  await Promise.resolve();
  if (!event.defaultPrevented) throw new Error('gone');
  return 'on the way out';
}

test('code that is gone has the page read again, once', async () => {
  await gone();
  await expect(gone()).rejects.toThrow('gone');

  expect(reloaded).toBe(1);
});

test('not where somebody waits for it in the midst of something, who is told; whatever comes after has', async () => {
  await expect(withoutReload(gone)).rejects.toThrow('gone');
  expect(reloaded).toBe(0);

  await gone();
  expect(reloaded).toBe(1);
});

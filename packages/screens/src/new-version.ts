import type { App } from '@afc/client';

const onceInMs = 60_000;
let awaited = 0;

/**
 * Loads code that somebody waits for in the midst of something, who is told when it does not come: to read the page again would take what
 * they were at from them, and say nothing of it.
 */
export async function withoutReload<Code>(load: () => Promise<Code>): Promise<Code> {
  awaited += 1;
  try {
    return await load();
  } finally {
    awaited -= 1;
  }
}

/**
 * A page that was open while the server got a new version asks for code that is gone. Reading the page again brings the new version;
 * not twice in a row, since then something else is wrong and the screen says so.
 */
export function reloadForNewVersion(app: App): void {
  const key = `afc.${app}.reloaded-at`;
  window.addEventListener('vite:preloadError', (event) => {
    if (awaited > 0) return;
    const last = Number(sessionStorage.getItem(key) ?? 0);
    if (Date.now() - last < onceInMs) return;
    event.preventDefault();
    sessionStorage.setItem(key, String(Date.now()));
    location.reload();
  });
}

import type { App } from '@afc/client';

const onceInMs = 60_000;

/**
 * A page that was open while the server got a new version asks for code that is gone. Reading the page again brings the new version;
 * not twice in a row, since then something else is wrong and the screen says so.
 */
export function reloadForNewVersion(app: App): void {
  const key = `afc.${app}.reloaded-at`;
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(key) ?? 0);
    if (Date.now() - last < onceInMs) return;
    event.preventDefault();
    sessionStorage.setItem(key, String(Date.now()));
    location.reload();
  });
}

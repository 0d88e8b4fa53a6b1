import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { PlainError } from './plain-error.mjs';
import { onPath } from './redis.mjs';
import { inRoot } from './root.mjs';
import { isRoot } from './system-user.mjs';

/** First the shell without a window: it has no pages of its own beside those under test. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const APPLICATIONS = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/** A Chromium of this machine, if there is one: `CHROMIUM_PATH` says which, else what is on the PATH. */
export function installedChromium(env = process.env) {
  if (env.CHROMIUM_PATH) {
    if (!existsSync(env.CHROMIUM_PATH))
      throw new PlainError(`CHROMIUM_PATH is ${env.CHROMIUM_PATH}, which does not exist: it expects the program of a Chromium or Chrome.`);
    return env.CHROMIUM_PATH;
  }
  return onPath(NAMES) ?? APPLICATIONS.find((path) => existsSync(path));
}

/**
 * How to launch Chromium: `{ executablePath, args }`. An installed one, else the one inside the `@sparticuz/chromium` package,
 * which unpacks itself into the folder for temporary files. Nothing is downloaded.
 */
export async function chromium() {
  const args = ['--disable-dev-shm-usage', ...(isRoot() ? ['--no-sandbox'] : [])];
  const installed = installedChromium();
  if (installed) return { executablePath: installed, args };
  if (process.platform !== 'linux')
    throw new PlainError('No Chromium or Chrome was found: install one, or set CHROMIUM_PATH to its program.');
  const packed = createRequire(inRoot('e2e', 'package.json')).resolve('@sparticuz/chromium');
  const { default: sparticuz } = await import(pathToFileURL(packed).href);
  // Made for one process per page at a time: its own list of switches is part of what makes it run.
  return { executablePath: await sparticuz.executablePath(), args: [...sparticuz.args, ...args] };
}

import { parse } from 'bowser';

/** What a browser says it is; null where it does not say. */
export type Device = { readonly browser: string | null; readonly system: string | null };

/** The words of a user agent that a person recognises a device by. A claim, not a fact: nothing is decided by it. */
export function deviceOf(userAgent: string | null): Device {
  if (userAgent === null || userAgent === '') return { browser: null, system: null };
  const { browser, os } = parse(userAgent);
  return { browser: browser.name || null, system: os.name || null };
}

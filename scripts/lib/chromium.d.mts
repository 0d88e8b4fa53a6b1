/** How to launch Chromium: an installed one, else the one inside `@sparticuz/chromium`. Nothing is downloaded. */
export function chromium(): Promise<{ readonly executablePath: string; readonly args: string[] }>;

/** A Chromium of this machine, if there is one. */
export function installedChromium(env?: NodeJS.ProcessEnv): string | undefined;

import type { CDPSession, Page } from '@playwright/test';

/** An authenticator in the browser, which knows its owner and agrees to whatever it is asked. */
export type Authenticator = {
  /** How many passkeys it keeps. */
  count(): Promise<number>;
  /** While it is asked for nothing: what a page offers by itself waits, as it does for a person who does not pick it. */
  readonly hesitate: (hesitates: boolean) => Promise<void>;
};

export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const devtools: CDPSession = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return {
    async count() {
      return (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length;
    },
    async hesitate(hesitates) {
      await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: !hesitates });
    },
  };
}

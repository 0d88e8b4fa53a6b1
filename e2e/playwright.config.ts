import { defineConfig } from '@playwright/test';
import { chromium } from '../scripts/lib/chromium.mjs';

const long = process.env['LONG'] === '1';
/** What an issuer lets a company do twice in its life, what binds all of a company, what one person has once, what is new once: a product does each once. */
const ONCE = [
  'verification',
  'emergency-stop',
  'funds',
  'second-factor',
  'passkeys',
  'step-up',
  'company-sign-in',
  'unusual-purchase',
  'leaver',
  'many-people',
  'sanctions',
  'suspension',
  'audit-download',
].map((name) => `**/${name}.test.ts`);

export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.test.ts',
  globalSetup: './src/global-setup.ts',
  // One product serves all journeys, each with a company of its own; two cores bear two browsers.
  fullyParallel: true,
  workers: 2,
  projects: [
    { name: 'journeys', testIgnore: ONCE, repeatEach: long ? 3 : 1 },
    { name: 'once', testMatch: ONCE },
  ],
  retries: 0,
  timeout: 90_000,
  // A page that others keep the processors from may need ten seconds to draw itself; what is there sooner is not waited for.
  expect: { timeout: 30_000 },
  forbidOnly: process.env['CI'] === 'true',
  outputDir: '../.test/browser',
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: await chromium(),
    locale: 'en-US',
    timezoneId: 'America/New_York',
    // A trace takes a picture of each frame, which keeps one of two cores busy: `--trace=on` when a failure has to be looked into.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});

import { defineConfig } from '@playwright/test';
import { chromium } from '../scripts/lib/chromium.mjs';

const long = process.env['LONG'] === '1';
/** What an issuer lets a company do twice in its life, and so a product once. */
const ONCE = '**/verification.test.ts';

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
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env['CI'] === 'true',
  outputDir: '../.test/browser',
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: await chromium(),
    locale: 'en-US',
    timezoneId: 'America/New_York',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Decorated classes need it before they are loaded, whichever file is loaded first.
    setupFiles: ['reflect-metadata'],
    projects: [
      { extends: true, test: { name: 'api', include: ['src/**/*.test.ts'], exclude: ['**/*.int.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'api-int',
          include: ['src/**/*.int.test.ts', 'tests/**/*.flow.test.ts'],
          globalSetup: ['src/testing/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});

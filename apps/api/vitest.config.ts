import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // graphql has two builds and must be loaded once: our files take the one that node gives to the libraries.
  resolve: { alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }] },
  test: {
    // Decorated classes need it before they are loaded, whichever file is loaded first.
    setupFiles: ['reflect-metadata'],
    projects: [
      // Properties run hundreds of cases; on a busy machine the usual five seconds are not enough.
      { extends: true, test: { name: 'api', include: ['src/**/*.test.ts'], exclude: ['**/*.int.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'api-int',
          include: ['src/**/*.int.test.ts', 'tests/**/*.flow.test.ts'],
          globalSetup: ['src/testing/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});

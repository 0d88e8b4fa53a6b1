import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'marqeta',
    include: ['src/**/*.test.ts'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    testTimeout: 20_000,
  },
});

import { mergeConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import app from './vite.config.ts';

// The app's own plugins: what is tested goes through the macros of its sentences as what is built does.
export default mergeConfig(
  app,
  defineConfig({ test: { name: 'portal', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], testTimeout: 30_000 } }),
);

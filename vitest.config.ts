import { existsSync, globSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { defineConfig } from 'vitest/config';

// A package with settings of its own has a vitest.config.ts with its projects; any other is one project of pure tests.
const packages = globSync('{apps,packages,bench}{,/*}/package.json').map((file) => dirname(file));

export default defineConfig({
  test: {
    projects: [
      ...packages.map((folder) =>
        existsSync(`${folder}/vitest.config.ts`)
          ? `${folder}/vitest.config.ts`
          : {
              root: folder,
              test: { name: basename(folder), include: ['**/*.test.ts', '**/*.test.tsx'], exclude: ['dist/**', 'node_modules/**'] },
            },
      ),
      { test: { name: 'scripts', include: ['scripts/**/*.test.mjs'], exclude: ['**/*.int.test.mjs'] } },
      { test: { name: 'scripts-int', include: ['scripts/**/*.int.test.mjs'], testTimeout: 30_000 } },
    ],
  },
});

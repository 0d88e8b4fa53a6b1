import { fileURLToPath } from 'node:url';
import { trustedDocuments } from '@afc/schema/trusted-documents.ts';
import { babelOptimizerPlugin } from '@graphql-codegen/client-preset';
import { getConfig } from '@lingui/conf';
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const gql = fileURLToPath(new URL('./src/gql', import.meta.url));

export default defineConfig({
  base: '/admin/',
  plugins: [
    react(),
    lingui({ cwd: here, failOnMissing: true, failOnCompileError: true }),
    babel({
      cwd: here,
      include: /\/apps\/admin\/src\/.*\.tsx?$/,
      exclude: /\/src\/gql\//,
      // The macro is told its settings, or it would look for them from wherever the process began.
      presets: [linguiTransformerBabelPreset({ linguiConfig: getConfig({ cwd: here }) }, { cwd: here })],
      // graphql(`…`) becomes an import of the one document it names, instead of a look-up in a table of all their texts.
      plugins: [[babelOptimizerPlugin, { artifactDirectory: gql, gqlTagName: 'graphql' }]],
    }),
    trustedDocuments(new URL('./src/gql/persisted-documents.json', import.meta.url)),
  ],
  build: {
    target: 'es2023',
    sourcemap: true,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // What every screen needs comes in one piece: it compresses better than in dozens, and stays in the browser's cache.
        codeSplitting: {
          groups: [
            {
              name: 'framework',
              test: /node_modules\/(react|react-dom|scheduler|@apollo|rxjs|graphql|graphql-ws|tslib|optimism|@wry|@tanstack|@lingui)\//,
            },
          ],
        },
      },
    },
  },
});

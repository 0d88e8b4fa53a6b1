import { fileURLToPath } from 'node:url';
import { trustedDocuments } from '@afc/schema/trusted-documents.ts';
import { builtApp, compressed, firstPaint, macrosOf, screens, screensDocuments } from '@afc/screens/vite.ts';
import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  base: '/portal/',
  plugins: [
    react(),
    lingui({ cwd: here, failOnMissing: true, failOnCompileError: true }),
    macrosOf(new URL('./', import.meta.url)),
    macrosOf(screens),
    firstPaint('portal'),
    compressed(),
    trustedDocuments(new URL('./src/gql/persisted-documents.json', import.meta.url), screensDocuments),
  ],
  build: builtApp,
});

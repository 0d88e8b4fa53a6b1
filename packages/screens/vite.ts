import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { babelOptimizerPlugin } from '@graphql-codegen/client-preset';
import { getConfig } from '@lingui/conf';
import { linguiTransformerBabelPreset } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import type { BuildOptions, Plugin } from 'vite';

/** For an app's Vite: what turns the macros of the sentences and operations below a folder, an app's or ours, into code. */
export function macrosOf(folder: URL) {
  const cwd = fileURLToPath(folder);
  const [parent, name] = folder.pathname.split('/').slice(-3);
  return babel({
    cwd,
    include: new RegExp(`/${parent}/${name}/src/.*\\.tsx?$`),
    exclude: /\/src\/gql\//,
    // The macro is told its settings, or it would look for them from wherever the process began.
    presets: [linguiTransformerBabelPreset({ linguiConfig: getConfig({ cwd }) }, { cwd })],
    // graphql(`…`) becomes an import of the one document it names, instead of a look-up in a table of all their texts.
    plugins: [[babelOptimizerPlugin, { artifactDirectory: fileURLToPath(new URL('src/gql', folder)), gqlTagName: 'graphql' }]],
  });
}

export const screens = new URL('./', import.meta.url);

/** What our codegen says each hash stands for, that the apps send. */
export const screensDocuments = new URL('./src/gql/persisted-documents.json', import.meta.url);

/**
 * Has a page dark or light from its first paint on, long before the app has come: what was chosen, else what the system asks for. A
 * file of its own, since the page's policy forbids scripts in it, under a name with which it is kept for good. A browser that keeps
 * nothing for pages throws when it is asked what was chosen: that is the same as nothing.
 */
export function firstPaint(app: string): Plugin {
  const script = `(() => {
  let chosen = null;
  try { chosen = localStorage.getItem('afc.${app}.color-scheme'); } catch {}
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
})();
`;
  const fileName = `assets/color-scheme-${createHash('sha256').update(script).digest('hex').slice(0, 8)}.js`;
  let isBuild = true;
  return {
    name: 'first-paint',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: script });
    },
    transformIndexHtml: () => [
      { tag: 'script', injectTo: 'head-prepend', ...(isBuild ? { attrs: { src: `/${app}/${fileName}` } } : { children: script }) },
    ],
  };
}

const brotli = promisify(brotliCompress);

/** Puts brotli of each text beside it, made once: the API sends it to whoever takes it. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const texts = Object.keys(bundle).filter((name) => /\.(js|css|html|svg)$/.test(name));
      await Promise.all(
        texts.map(async (name) => {
          const file = join(dir ?? '', name);
          await writeFile(`${file}.br`, await brotli(await readFile(file)));
        }),
      );
    },
  };
}

/** How both apps are built. */
export const builtApp: BuildOptions = {
  target: 'es2023',
  sourcemap: true,
  // What each piece is made of and imports: what the first load weighs is read there.
  manifest: 'chunks.json',
  chunkSizeWarningLimit: 900,
  rolldownOptions: {
    output: {
      // What an app begins with comes in two pieces, which compress better than dozens: libraries, which stay in the browser's cache from
      // one version to the next, and the rest. What only some screens need is left to them.
      codeSplitting: {
        groups: [
          {
            name: 'framework',
            test: /node_modules\/(react|react-dom|scheduler|@apollo|rxjs|graphql|graphql-ws|tslib|optimism|@wry|@tanstack|@lingui)\//,
            tags: ['$initial'],
          },
          // The entry stays apart: it waits for the app's sentences, and nothing else waits for it.
          { name: 'first', test: /^(?!.*\/(index\.html|src\/main\.tsx)$)/, tags: ['$initial'] },
        ],
      },
    },
  },
};

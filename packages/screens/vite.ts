import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
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

/** How both apps are built. */
export const builtApp: BuildOptions = {
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
};

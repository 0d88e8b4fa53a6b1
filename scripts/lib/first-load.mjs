import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { inRoot } from './root.mjs';

/** What the first load of an app may weigh: kB of JavaScript under brotli. */
export const MOST_KB = { portal: 185, admin: 230 };

/** Beside its first load, what an app asks for to draw the screen that it opens with, in English. */
const FIRST_SCREEN = {
  portal: ['src/features/home/home-screen.tsx'],
  admin: ['src/shell/shell.tsx', 'src/features/overview/overview-screen.tsx'],
};
const CATALOGS = ['src/locales/en.po', '../../packages/screens/src/locales/en.ts'];

/** What a page begins with. A build without it would weigh nothing. */
export function entriesOf(chunks) {
  const entries = Object.keys(chunks).filter((name) => chunks[name].isEntry);
  if (entries.length === 0) throw new Error('The build names no entry.');
  return entries;
}

/** The files that come with a module of a built app: its own piece and all that it imports, not what it may ask for later. */
export function filesOf(chunks, modules) {
  const files = new Set();
  const add = (name) => {
    const chunk = chunks[name];
    if (chunk === undefined) throw new Error(`The build has no ${name}.`);
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const imported of chunk.imports ?? []) add(imported);
  };
  for (const name of modules) add(name);
  return [...files];
}

/** What a browser is sent of a built app: when its page opens, and until its first screen is drawn. kB of JavaScript under brotli. */
export function weigh(app) {
  const dist = inRoot('apps', app, 'dist');
  const chunks = JSON.parse(readFileSync(`${dist}/chunks.json`, 'utf8'));
  const entry = entriesOf(chunks);
  const kb = (modules) =>
    filesOf(chunks, modules).reduce((sum, file) => sum + brotliCompressSync(readFileSync(`${dist}/${file}`)).length, 0) / 1000;
  return { firstLoadKb: kb(entry), firstScreenKb: kb([...entry, ...CATALOGS, ...FIRST_SCREEN[app]]) };
}

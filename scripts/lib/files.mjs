import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', '.turbo', '.git', '.data', '.test']);

/** The files below a folder, as paths relative to it; built and installed ones left out. (`globSync` came after Node 20.) */
export function filesBelow(folder, within = '') {
  return readdirSync(join(folder, within), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(within, entry.name);
    return entry.isDirectory() ? filesBelow(folder, path) : [path];
  });
}

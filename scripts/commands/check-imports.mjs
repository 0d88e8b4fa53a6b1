import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesBelow } from '../lib/files.mjs';
import { refuseImport, relativeImports } from '../lib/import-order.mjs';
import { inRoot, root } from '../lib/root.mjs';

const SOURCE = /^[^/]+\/[^/]+\/src\/.*\.tsx?$/;

/** Tells each import that goes against the order of scripts/lib/import-order.mjs. */
export async function main() {
  const files = ['apps', 'packages'].flatMap((folder) => filesBelow(root, folder)).filter((file) => SOURCE.test(file));
  const refusals = files.flatMap(refusalsOf);
  for (const line of refusals) process.stdout.write(`${line}\n`);
  process.stdout.write(`${files.length} files, ${refusals.length} imports against the order\n`);
  return refusals.length === 0 ? 0 : 1;
}

function refusalsOf(file) {
  return relativeImports(readFileSync(inRoot(file), 'utf8')).flatMap((specifier) => {
    const reason = refuseImport(file, normalize(join(dirname(file), specifier)));
    return reason ? [`${file}: ${specifier}: ${reason}`] : [];
  });
}

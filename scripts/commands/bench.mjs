import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { filesBelow } from '../lib/files.mjs';
import { PlainError } from '../lib/plain-error.mjs';
import { toolEnvironment } from '../lib/pinned-node.mjs';
import { prepared } from '../lib/prepared.mjs';
import { inRoot } from '../lib/root.mjs';

/** `npm run bench [NAME] [-- --json | --quick]`: lists the benchmarks, or runs one; `--all` runs each of them. */
export async function main(args) {
  const names = filesBelow(inRoot('bench'))
    .filter((file) => /^[^/]+\/main\.ts$/.test(file))
    .map(dirname)
    .sort();
  const [name, ...rest] = args.includes('--all') ? [undefined] : args.filter((arg, at) => at === 0 || arg !== '--all');
  if (!args.includes('--all') && (!name || name.startsWith('--'))) return list(names);
  if (name && !names.includes(name))
    throw new PlainError(`There is no benchmark "${name}": there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ') || 'none'}.`);

  return prepared('bench.mjs', args, async () => {
    const chosen = name ? [name] : names;
    const given = name ? rest : args.filter((arg) => arg !== '--all');
    let worst = 0;
    for (const each of chosen) worst = Math.max(worst, await run(each, given));
    return worst;
  });
}

async function run(name, args) {
  const child = spawn(process.execPath, [inRoot('bench', name, 'main.ts'), ...args], {
    stdio: 'inherit',
    cwd: inRoot('bench'),
    env: toolEnvironment(),
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

function list(names) {
  process.stdout.write(names.length === 0 ? 'There are no benchmarks yet.\n' : 'npm run bench NAME [-- --quick] [--json]\n\n');
  for (const name of names) process.stdout.write(`  ${name.padEnd(16)} ${aboutOf(name)}\n`);
  return 0;
}

/** The first sentence of the comment that the benchmark begins with. */
export function aboutOf(name) {
  const path = inRoot('bench', name, 'main.ts');
  if (!existsSync(path)) return '';
  return readFileSync(path, 'utf8').match(/^\s*(?:\/\*\*|\/\/)\s*(.*?)(?:\s*\*\/)?$/m)?.[1] ?? '';
}

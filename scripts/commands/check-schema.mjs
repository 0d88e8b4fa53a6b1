import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError } from '../lib/plain-error.mjs';
import { inRoot } from '../lib/root.mjs';
import { run } from '../lib/run.mjs';

/** Fails when the API no longer is what the committed schema says. `--write` commits to what it is now. */
export async function main(args) {
  const committed = inRoot('packages', 'schema', 'schema.graphql');
  const { code, output } = await run(process.execPath, [join(inRoot('apps', 'api', 'dist', 'src'), 'emit-schema.js')]);
  if (code !== 0) throw new PlainError(`The API could not emit its schema:\n${output}`);
  if (args.includes('--write')) writeFileSync(committed, output);
  const difference = firstDifference(readFileSync(committed, 'utf8'), output);
  if (!difference) return 0;
  process.stdout.write(
    `packages/schema/schema.graphql is not what the API emits, first at line ${difference.line}:\n- ${difference.committed}\n+ ${difference.emitted}\nRun "npm run schema" and look at the change.\n`,
  );
  return 1;
}

/** The first line in which two texts differ. */
export function firstDifference(committed, emitted) {
  const [left, right] = [committed.trimEnd().split('\n'), emitted.trimEnd().split('\n')];
  const at = [...(left.length > right.length ? left : right)].findIndex((_line, index) => left[index] !== right[index]);
  return at === -1 ? undefined : { line: at + 1, committed: left[at] ?? '(end)', emitted: right[at] ?? '(end)' };
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError } from '../lib/plain-error.mjs';
import { inRoot } from '../lib/root.mjs';
import { run } from '../lib/run.mjs';
import { missingIn, unannounced } from '../lib/schema-rules.mjs';

const COMMITTED = inRoot('packages', 'schema', 'schema.graphql');
/** The same contract as plain routes: the stored operations of apps/api/src/rest. */
const OPENAPI = inRoot('packages', 'schema', 'openapi.json');
/** What integrators were last promised. */
const PUBLISHED = inRoot('packages', 'schema', 'published.graphql');
const NOTES = inRoot('docs', 'api-changes.md');
const AT_MOST = 20;

/**
 * Fails when the API no longer is what the committed schema says, when something in it is not described, and when it breaks what was
 * published without a note. `--write` commits to what it is now, `--publish` promises it as well.
 */
export async function main(args) {
  const [output, openApi] = await Promise.all([emit('emit-schema.js'), emit('emit-openapi.js')]);
  if (args.includes('--write') || args.includes('--publish')) {
    writeFileSync(COMMITTED, output);
    writeFileSync(OPENAPI, openApi);
  }
  if (args.includes('--publish')) writeFileSync(PUBLISHED, output);
  if (differs('schema.graphql', readFileSync(COMMITTED, 'utf8'), output) || differs('openapi.json', readFileSync(OPENAPI, 'utf8'), openApi))
    return 1;
  const missing = missingIn(output);
  const breaking = unannounced({ published: readFileSync(PUBLISHED, 'utf8'), emitted: output, notes: readFileSync(NOTES, 'utf8') });
  if (missing.length > 0) say(['The schema leaves an integrator to guess:', ...firstOf(missing)]);
  if (breaking.length > 0)
    say([
      'This breaks programs that were written for packages/schema/published.graphql. Tell of it in docs/api-changes.md:',
      ...firstOf(breaking),
    ]);
  return missing.length + breaking.length > 0 ? 1 : 0;
}

async function emit(program) {
  const { code, output } = await run(process.execPath, [join(inRoot('apps', 'api', 'dist', 'src'), program)]);
  if (code !== 0) throw new PlainError(`The API could not emit its schema:\n${output}`);
  return output;
}

function differs(file, committed, output) {
  const difference = firstDifference(committed, output);
  if (!difference) return false;
  say([
    `packages/schema/${file} is not what the API emits, first at line ${difference.line}:`,
    `- ${difference.committed}`,
    `+ ${difference.emitted}`,
    'Run "npm run schema" and look at the change.',
  ]);
  return true;
}

function firstOf(lines) {
  return lines.length > AT_MOST ? [...lines.slice(0, AT_MOST), `and ${lines.length - AT_MOST} more`] : lines;
}

function say(lines) {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** The first line in which two texts differ. */
export function firstDifference(committed, emitted) {
  const [left, right] = [committed.trimEnd().split('\n'), emitted.trimEnd().split('\n')];
  const at = [...(left.length > right.length ? left : right)].findIndex((_line, index) => left[index] !== right[index]);
  return at === -1 ? undefined : { line: at + 1, committed: left[at] ?? '(end)', emitted: right[at] ?? '(end)' };
}

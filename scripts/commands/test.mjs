import { install, isInstalled } from '../lib/install.mjs';
import { PlainError } from '../lib/plain-error.mjs';
import { underPinnedNode } from '../lib/pinned-node.mjs';
import { createProgress, seconds } from '../lib/progress.mjs';
import { inRoot } from '../lib/root.mjs';

/** `npm test [-- names of stages] [--long]`: all that CI runs. The last line has the sum. */
export async function main(args) {
  const progress = createProgress();
  if (!isInstalled()) await progress.step('Dependencies', install);
  const elsewhere = await underPinnedNode(inRoot('scripts', 'test.mjs'), args);
  if (elsewhere !== undefined) return elsewhere;

  const { STEPS, only, runSteps, stageNames } = await import('../lib/test-stages.mjs');
  const { testEnvironment } = await import('../lib/test-environment.mjs');
  const { lastLine, total } = await import('../lib/test-report.mjs');
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.filter((name) => !stageNames.includes(name));
  if (unknown.length > 0) throw new PlainError(`There is no stage "${unknown[0]}": the stages are ${stageNames.join(', ')}.`);

  const long = args.includes('--long');
  const seed = Number(process.env.SEED ?? Math.trunc(Math.random() * 2 ** 31));
  progress.say(`${long ? 'Long run. ' : ''}Seed ${seed} (SEED=${seed} repeats it).`);

  const began = performance.now();
  const results = await runSteps(only(names, STEPS), testEnvironment({ long, seed }), (result) => tell(progress, result));
  for (const result of results.filter((each) => each.counts.failed > 0))
    progress.say(`\n──── ${result.name} ────\n${result.output.trimEnd()}`);

  const sum = total(results.map((each) => each.counts));
  progress.say(`\nin ${seconds(performance.now() - began)}`);
  progress.say(lastLine(sum));
  return sum.failed === 0 ? 0 : 1;
}

function tell(progress, { name, counts, ms, note }) {
  const { passed, failed, skipped } = counts;
  const found =
    passed + failed + skipped === 1 ? '' : `${passed} passed${failed ? `, ${failed} failed` : ''}${skipped ? `, ${skipped} skipped` : ''}`;
  progress.say(
    `  ${failed === 0 ? '✓' : '✗'} ${name.padEnd(14)} ${seconds(ms).padStart(8)}   ${[found, note].filter(Boolean).join(' · ')}`.trimEnd(),
  );
}

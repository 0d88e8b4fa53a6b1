import { PlainError } from './plain-error.mjs';
import { toolEnvironment } from './pinned-node.mjs';
import { inRoot, root } from './root.mjs';
import { run, tail } from './run.mjs';

/** Builds what has changed (turbo keeps the rest), and tells how much of it that was; `only` names one package and what it needs. */
export async function build(report, only) {
  let done = 0;
  const { code, output } = await run(
    inRoot('node_modules', '.bin', 'turbo'),
    ['run', 'build', '--output-logs=errors-only', '--ui=stream', ...(only ? [`--filter=${only}...`] : [])],
    {
      cwd: root,
      env: toolEnvironment(),
      onLine(line) {
        if (!/^[@\w/-]+:build: cache (hit|miss)/.test(line)) return;
        done += 1;
        report?.note(`${line.split(':')[0]} (${done})`);
      },
    },
  );
  if (code !== 0) throw new PlainError(`The build failed:\n${tail(output, 40)}`);
  return summary(output);
}

/** ` Cached: 4 cached, 6 total` of turbo, as a person would say it. */
export function summary(output) {
  const [, cached, total] = output.match(/Cached:\s+(\d+) cached, (\d+) total/) ?? [];
  if (!total) return '';
  return cached === total ? 'nothing changed' : `${total - cached} of ${total} packages`;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PlainError } from '../lib/plain-error.mjs';
import { prepared } from '../lib/prepared.mjs';
import { ensureRedis } from '../lib/redis.mjs';
import { inRoot, root } from '../lib/root.mjs';
import { testEnvironment } from '../lib/test-environment.mjs';

const USAGE = 'npm run faults [-- --minutes=5 --seed=7 --faults=api,postgres,redis,connections,line,silence,disk,clock]';

/** `npm run faults`: breaks what the product stands on, one thing after the other, under load, and tells what came of it. */
export async function main(args) {
  const options = readOptions(args);
  return prepared(
    'faults.mjs',
    args,
    async (progress) => {
      const advice = ensureRedis({ ci: false, say: (line) => progress.say(line) });
      if (advice) progress.say(advice);
      const child = spawn(
        inRoot('node_modules', '.bin', 'vitest'),
        ['run', '--project=*api-int*', '--reporter=dot', '--disable-console-intercept=true', 'apps/api/tests/faults.flow.test.ts'],
        {
          stdio: 'inherit',
          cwd: root,
          env: { ...testEnvironment({ seed: options.seed }), FAULTS: options.faults ?? '', FAULT_MINUTES: options.minutes ?? '5' },
        },
      );
      const [code] = await once(child, 'exit');
      return code ?? 1;
    },
    { builds: '@afc/api' },
  );
}

function readOptions(args) {
  const options = {};
  for (const arg of args) {
    const [, name, value] = /^--(seed|minutes|faults)=(.+)$/.exec(arg) ?? [];
    if (name === undefined) throw new PlainError(`"${arg}" is not understood. ${USAGE}`);
    if (name !== 'faults' && !(Number(value) > 0)) throw new PlainError(`--${name} is "${value}": it expects a number. ${USAGE}`);
    options[name] = value;
  }
  return options;
}

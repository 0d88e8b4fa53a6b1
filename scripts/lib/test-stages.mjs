import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from './build.mjs';
import { ensureRedis } from './redis.mjs';
import { inRoot, root } from './root.mjs';
import { run } from './run.mjs';
import { fromExitCode, fromPlaywright, fromVitest } from './test-report.mjs';

const reports = inRoot('.test', 'reports');
const bin = (name) => inRoot('node_modules', '.bin', name);

/** A tool that answers with its exit code. */
function tool(name, command, ...args) {
  return {
    name,
    async run(env) {
      const { code, output } = await run(command, args, { cwd: root, env });
      return { counts: fromExitCode(code), output };
    },
  };
}

/** A runner that leaves a JSON report, in which `count` finds the numbers. */
function suite(name, count, command, args, { cwd = root, env: own = () => ({}) } = {}) {
  return {
    name,
    async run(env) {
      mkdirSync(reports, { recursive: true });
      const file = `${reports}/${name}.json`;
      rmSync(file, { force: true });
      const { code, output } = await run(command, args(file), { cwd, env: { ...env, ...own(file) } });
      if (!existsSync(file)) return { counts: fromExitCode(code === 0 ? 1 : code), output: `${output}\n(no report was written)` };
      return { counts: count(JSON.parse(readFileSync(file, 'utf8')), code), output };
    },
  };
}

const vitest = (name, ...args) =>
  suite(name, fromVitest, bin('vitest'), (file) => [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    '--passWithNoTests',
    ...args,
  ]);

const builds = {
  name: 'build',
  async run() {
    try {
      return { counts: fromExitCode(0), output: await build() };
    } catch (error) {
      return { counts: fromExitCode(1), output: error.message };
    }
  },
};

const redis = {
  name: 'redis',
  async run() {
    const said = [];
    try {
      const advice = ensureRedis({ say: (line) => said.push(line) });
      return { counts: fromExitCode(0), output: [...said, ...(advice ? [advice] : [])].join('\n'), note: advice };
    } catch (error) {
      return { counts: fromExitCode(1), output: error.message };
    }
  },
};

const script = (name, file, ...args) => tool(name, process.execPath, inRoot('scripts', file), ...args);

/**
 * All stages, as steps of lanes: the steps run one after the other, the lanes of a step side by side, the stages of a lane one
 * after the other. What measures time or drives a browser has the machine to itself.
 */
export const STEPS = [
  [[builds], [tool('format', bin('biome'), 'format', '.'), script('imports', 'check-imports.mjs'), redis]],
  [
    [
      tool('types', bin('turbo'), 'run', 'types', '--output-logs=errors-only', '--ui=stream'),
      tool('lint', bin('oxlint'), '--deny-warnings'),
      tool('dead code', bin('knip')),
      script('schema', 'check-schema.mjs'),
    ],
    [vitest('unit', '--project=!*-int*'), vitest('integration', '--project=*-int*')],
  ],
  [
    [
      suite('browser', fromPlaywright, inRoot('e2e', 'node_modules', '.bin', 'playwright'), () => ['test', '--reporter=list,json'], {
        cwd: inRoot('e2e'),
        env: (file) => ({ PLAYWRIGHT_JSON_OUTPUT_NAME: file, PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
      }),
    ],
  ],
  [[script('bench', 'bench.mjs', '--all', '--quick')]],
];

export const stageNames = STEPS.flat(2).map((stage) => stage.name);

/** Keeps only the stages with these names. */
export function only(names, steps = STEPS) {
  if (names.length === 0) return steps;
  return steps.map((lanes) => lanes.map((stages) => stages.filter((stage) => names.includes(stage.name))));
}

/** Runs the steps; `onDone(stage, result)` hears of each stage as it ends. Answers all results. */
export async function runSteps(steps, env, onDone) {
  const results = [];
  for (const lanes of steps) {
    await Promise.all(
      lanes.map(async (stages) => {
        for (const stage of stages) {
          const began = performance.now();
          const result = { name: stage.name, ...(await stage.run(env)), ms: performance.now() - began };
          results.push(result);
          onDone(result);
        }
      }),
    );
  }
  return results;
}

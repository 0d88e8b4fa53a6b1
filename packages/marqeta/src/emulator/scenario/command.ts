import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { refusalText } from './ask.ts';
import { problemText, readScenario } from './read-scenario.ts';
import type { ScenarioResult } from './run-scenario.ts';

const USAGE = 'marqeta-emulator scenario FILE... [--url http://127.0.0.1:4001] [--card TOKEN]';

/** Exit codes: everything was as expected; something was not; it could not be run. */
const AS_EXPECTED = 0;
const DIFFERENT = 1;
const NOT_RUN = 2;

/** Plays scenario files on a running emulator, one after the other, and says what came of each step. @returns the exit code */
export async function scenarioCommand(args: readonly string[], say: (line: string) => void): Promise<number> {
  const given = readArguments(args);
  if (given === null) {
    say(USAGE);
    return NOT_RUN;
  }
  let worst = AS_EXPECTED;
  for (const file of given.files) worst = Math.max(worst, await play(file, given, say));
  return worst;
}

interface Given {
  readonly files: readonly string[];
  readonly url: string;
  readonly card: string | undefined;
}

function readArguments(args: readonly string[]): Given | null {
  const url = `http://127.0.0.1:${process.env['EMULATOR_PORT'] || '4001'}`;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { url: { type: 'string', default: url }, card: { type: 'string' } },
      allowPositionals: true,
    });
    return positionals.length === 0 ? null : { files: positionals, url: values.url, card: values.card };
  } catch (error) {
    // An option that there is not, or one without its value.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

async function play(file: string, { url, card }: Given, say: (line: string) => void): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => error as Error);
  if (text instanceof Error) {
    say(`${file} cannot be read: ${text.message}`);
    return NOT_RUN;
  }
  const read = readScenario(text);
  if (!read.ok) {
    for (const problem of read.problems) say(problemText(problem, `${file}:`));
    return NOT_RUN;
  }
  const result = await run(url, { text, ...(card === undefined ? {} : { card_token: card }) });
  if (typeof result === 'string') {
    say(`${read.scenario.name}: ${result}`);
    return NOT_RUN;
  }
  for (const line of resultLines(result, file)) say(line);
  return result.ok ? AS_EXPECTED : DIFFERENT;
}

/** What came of it, or why it was not run. */
async function run(url: string, body: object): Promise<ScenarioResult | string> {
  try {
    const answer = await fetch(new URL('/control/scenarios', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answered = (await answer.json()) as ScenarioResult & Record<string, unknown>;
    return answer.ok ? answered : refusalText(answered);
  } catch (error) {
    return `no emulator answers at ${url} (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** A line a step; below a step that went otherwise, what was expected and what was. */
function resultLines({ scenario, ok, steps }: ScenarioResult, file: string): readonly string[] {
  return [
    `${ok ? 'ok' : 'not ok'}  ${scenario}`,
    ...steps.flatMap((step) => [
      `  ${step.ok ? '+' : '-'} ${step.step} -> ${step.outcome}`,
      ...(step.ok ? [] : [`    ${file}:${step.line}`]),
      ...step.differences.flatMap(({ field, expected, actual }) => [
        `      ${field}  expected ${expected}`,
        `      ${' '.repeat(field.length)}  was      ${actual}`,
      ]),
    ]),
  ];
}

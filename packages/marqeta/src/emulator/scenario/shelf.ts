import { readdirSync, readFileSync } from 'node:fs';
import { problemText, readScenario } from './read-scenario.ts';
import type { Scenario } from './format.ts';

const FOLDER = new URL('../../../scenarios/', import.meta.url);

/** The scenarios that come with the emulator, by the names of their files. @throws when one of them cannot be read */
export function shippedScenarios(): ReadonlyMap<string, Scenario> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
  return new Map(files.sort().map((file) => [file.replace(/\.yaml$/, ''), shipped(file)]));
}

function shipped(file: string): Scenario {
  const read = readScenario(readFileSync(new URL(file, FOLDER), 'utf8'));
  if (read.ok) return read.scenario;
  throw new Error(read.problems.map((problem) => problemText(problem, `${file}:`)).join('\n'));
}

import { readdirSync, readFileSync } from 'node:fs';
import { problemText, readScenario } from './read-scenario.ts';
import type { Scenario } from './format.ts';

const FOLDER = new URL('../../../scenarios/', import.meta.url);

interface Shipped {
  readonly scenario: Scenario;
  readonly text: string;
}

/** The scenarios that come with the emulator, by the names of their files. @throws when one of them cannot be read */
export function shippedScenarios(): ReadonlyMap<string, Shipped> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
  return new Map(files.sort().map((file) => [file.replace(/\.yaml$/, ''), shipped(file)]));
}

function shipped(file: string): Shipped {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const read = readScenario(text);
  if (read.ok) return { scenario: read.scenario, text };
  throw new Error(read.problems.map((problem) => problemText(problem, `${file}:`)).join('\n'));
}

import { Type, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { MERCHANTS } from '../shopping/merchants.ts';
import {
  EXPECTATION,
  type Expectation,
  RAW_STEPS,
  RAW_WHO,
  type Scenario,
  type Step,
  STEP_NAMES,
  type StepName,
  STEPS,
  WHO,
  type Who,
} from './format.ts';
import { type Mapping, type Path, type Problem, ScenarioFile } from './scenario-file.ts';

export type ReadScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const HEAD = Compile(
  Type.Object(
    {
      scenario: Type.String({ minLength: 1 }),
      about: Type.Optional(Type.String()),
      who: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      steps: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1 }),
    },
    { additionalProperties: false },
  ),
);
const CHECKS = new Map(STEP_NAMES.map((name) => [name, Compile(STEPS[name] as TSchema)]));
const EXPECTATION_CHECK = Compile(EXPECTATION);
const WHO_CHECK = Compile(WHO);

/** A scenario from its YAML or JSON text; or every problem that it has, with line and path. */
export function readScenario(text: string): ReadScenario {
  const file = new ScenarioFile(text);
  const head = file.problems.length > 0 ? null : file.checked(HEAD, file.root, []);
  if (head === null) return { ok: false, problems: file.problems };
  const { scenario: name, about, who, steps } = head as { scenario: string; about?: string; who?: Mapping; steps: readonly Mapping[] };
  const names = new Set<string>();
  const read = {
    who: readWho(file, who ?? {}),
    steps: steps.flatMap((step, index) => readStep(file, step, ['steps', index], names) ?? []),
  };
  if (file.problems.length > 0 || read.who === null) return { ok: false, problems: file.problems };
  return { ok: true, scenario: { name, about: about ?? null, who: read.who, steps: read.steps } };
}

/** `file.yaml:3: steps[0].clear: …`, as compilers write it. */
export function problemText({ line, path, message }: Problem, file = 'line '): string {
  return `${file}${line}: ${path === '' ? '' : `${path}: `}${message}`;
}

function readWho(file: ScenarioFile, given: Mapping): Who | null {
  const who = file.checked(WHO_CHECK, given, ['who']) as Who | null;
  if (who === null) return null;
  if (who.card !== undefined) {
    for (const name of ['user', 'product', 'controls'] as const)
      if (who[name] !== undefined) file.refuse(['who', name], 'has no place beside an existing card');
  }
  const raw = RAW_WHO.flatMap((name) => (who[name] === undefined ? [] : [[name, file.raw(['who', name])]]));
  return { ...who, ...(Object.fromEntries(raw) as Partial<Who>) };
}

/** @param names of the purchases that earlier steps made; this one's is added */
function readStep(file: ScenarioFile, step: Mapping, path: Path, names: Set<string>): Step | null {
  const { expect, ...rest } = step;
  const [name, ...others] = Object.keys(rest);
  if (name === undefined || others.length > 0 || !isStepName(name)) {
    const wrong = name === undefined ? 'has no step' : others.length > 0 ? `has ${[name, ...others].join(' and ')}` : `has ${name}`;
    file.refuse(path, `${wrong}: it must be one of ${STEP_NAMES.join(', ')}, and "expect" beside it`);
    return null;
  }
  const check = CHECKS.get(name);
  const given = check === undefined ? null : file.checked(check, rest[name] ?? {}, [...path, name]);
  const expectation = expect === undefined ? null : (file.checked(EXPECTATION_CHECK, expect, [...path, 'expect']) as Expectation | null);
  if (given === null) return null;
  checkNames(file, given, [...path, name], names);
  return { name, given: withRaw(file, name, given, path), expect: expectation, line: file.lineOf(path) } as Step;
}

function withRaw(file: ScenarioFile, name: StepName, given: Mapping, path: Path): Mapping {
  const field = RAW_STEPS[name];
  if (field === undefined) return given;
  if (field === null) return file.raw([...path, name]) as Mapping;
  return given[field] === undefined ? given : { ...given, [field]: file.raw([...path, name, field]) };
}

const MERCHANT_KEYS: ReadonlySet<string> = new Set(MERCHANTS.map(({ key }) => key));

/** A step can follow only a purchase that an earlier one made, and buy only at a merchant that there is. */
function checkNames(file: ScenarioFile, given: Mapping, path: Path, names: Set<string>): void {
  const { of, as, merchant } = given as { of?: string; as?: string; merchant?: string };
  if (of !== undefined && !names.has(of)) file.refuse([...path, 'of'], `no earlier step makes "${of}"`);
  if (merchant !== undefined && !MERCHANT_KEYS.has(merchant))
    file.refuse([...path, 'merchant'], `the catalogue has no "${merchant}"; a merchant that is not in it is described under "at"`);
  if (as !== undefined) names.add(as);
}

function isStepName(name: string): name is StepName {
  return Object.hasOwn(STEPS, name);
}

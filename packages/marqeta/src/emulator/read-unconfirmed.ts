import { CASE_ACTIONS, DEFAULT_SETTINGS, type UnconfirmedChoices } from './settings.ts';

type Name = keyof UnconfirmedChoices;

/** What may be absent is `null`, and otherwise this. */
const OR_NULL: Readonly<Partial<Record<Name, 'number' | 'string'>>> = {
  repeatsKnownDays: 'number',
  sameCardStateType: 'string',
  disputeWindowDays: 'number',
};
/** Texts of which there are only these; of a list and an object, each of its values. */
const ONE_OF: Readonly<Partial<Record<Name, readonly string[]>>> = {
  cardExpansions: ['user', 'cardproduct'],
  defaultKycRequired: ['ALWAYS', 'CONDITIONAL', 'NEVER'],
  velocityIncludes: ['purchases', 'withdrawals', 'cashback', 'credits', 'transfers'],
  caseReasons: DEFAULT_SETTINGS.unconfirmed.caseReasons,
  caseActions: CASE_ACTIONS,
};

/** Choices as a JSON object has them by their names. @throws RangeError with what is wrong */
export function readUnconfirmed(json: string): Partial<UnconfirmedChoices> {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    throw new RangeError('it expects a JSON object of choices by their names');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new RangeError('it expects a JSON object of choices by their names');
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULT_SETTINGS.unconfirmed, name)) throw new RangeError(`there is no choice ${name}`);
    const problem = problemOf(name as Name, value);
    if (problem !== null) throw new RangeError(`${name} ${problem}`);
  }
  return given;
}

function problemOf(name: Name, value: unknown): string | null {
  const otherwise = DEFAULT_SETTINGS.unconfirmed[name];
  const orNull = OR_NULL[name];
  const kind = orNull ?? kindOf(otherwise);
  if (kindOf(value) !== kind && !(value === null && orNull !== undefined)) return `must be ${WORDS[kind]}${orNull ? ', or null' : ''}`;
  if (kind === 'number' && (value as number) < 0) return 'must not be negative';
  const texts: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  const allowed = ONE_OF[name];
  if (allowed !== undefined && !texts.every((text) => allowed.includes(text as string))) return `must be of ${allowed.join(', ')}`;
  return typeof value === 'object' && !texts.every((text) => typeof text === 'string') && value !== null ? 'must hold texts' : null;
}

type Kind = 'boolean' | 'number' | 'string' | 'list' | 'object' | 'null';
const WORDS: Readonly<Record<Kind, string>> = {
  boolean: 'true or false',
  number: 'a number',
  string: 'a text',
  list: 'a list',
  object: 'an object',
  null: 'null',
};

function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  const kind = typeof value;
  return kind === 'boolean' || kind === 'number' || kind === 'string' ? kind : 'object';
}

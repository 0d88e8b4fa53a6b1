import { expect, test } from 'vitest';
import { problemText, readScenario } from './read-scenario.ts';

const problemsOf = (text: string): readonly string[] => {
  const read = readScenario(text);
  return read.ok ? [] : read.problems.map((problem) => problemText(problem));
};

test('numbers are read as the text that stands there, so amounts stay exact and codes keep their noughts', () => {
  const read = readScenario('scenario: Exact\nsteps:\n  - authorize: { amount: 50.10 }\n    expect: { code: 0000, held: 50.10 }\n');

  expect(read).toMatchObject({
    ok: true,
    scenario: { steps: [{ name: 'authorize', given: { amount: '50.10' }, expect: { code: '0000', held: '50.10' }, line: 3 }] },
  });
});

test('what goes to the API as it stands keeps its numbers', () => {
  const read = readScenario('scenario: Raw\nsteps:\n  - fault: { kind: silence, on: gateway, count: 1 }\n');

  expect(read).toMatchObject({ scenario: { steps: [{ given: { kind: 'silence', on: 'gateway', count: 1 } }] } });
});

test('JSON is YAML', () => {
  expect(readScenario('{"scenario": "In JSON", "steps": [{"authorize": {"amount": 5.50}}]}')).toMatchObject({
    ok: true,
    scenario: { steps: [{ given: { amount: '5.50' } }] },
  });
});

test.each<[string, string, string]>([
  ['an amount that is none', 'authorize: { amount: a lot }', 'line 3: steps[0].authorize.amount: must be an amount, such as 12.50'],
  [
    'an amount finer than the emulator counts',
    'authorize: { amount: 1.00001 }',
    'line 3: steps[0].authorize.amount: must be an amount, such as 12.50',
  ],
  ['a missing amount', 'authorize: {}', 'line 3: steps[0].authorize: "amount" is missing'],
  ['a misspelt field', 'clear: { ammount: 5 }', 'line 3: steps[0].clear.ammount: is not known here'],
  ['no mapping', 'clear: 5', 'line 3: steps[0].clear: must be a mapping of names to values'],
  [
    'a state that cards do not have',
    'card: { state: FROZEN }',
    'line 3: steps[0].card.state: must be one of ACTIVE, SUSPENDED, TERMINATED',
  ],
  ['a purchase that nobody made', 'clear: { of: dinner, amount: 5 }', 'line 3: steps[0].clear.of: no earlier step makes "dinner"'],
  [
    'a merchant that there is not',
    'authorize: { amount: 5, merchant: nowhere }',
    'line 3: steps[0].authorize.merchant: the catalogue has no "nowhere"; a merchant that is not in it is described under "at"',
  ],
  ['a length of time without unit', 'clock: { advance: 8 }', 'line 3: steps[0].clock.advance: must be a length of time, such as 8 days'],
])('%s is refused with its line and path', (_what, step, problem) => {
  expect(problemsOf(`scenario: Wrong\nsteps:\n  - ${step}\n`)).toEqual([problem]);
});

test('a step that there is not names those that there are', () => {
  expect(problemsOf('scenario: Wrong\nsteps:\n  - autorize: { amount: 5 }\n')).toEqual([
    expect.stringMatching(/^line 3: steps\[0\]: has autorize: it must be one of authorize, /),
  ]);
});

test('all problems are told at once, each with its own line', () => {
  const text = 'scenario: Wrong\nwho:\n  card: c1\n  user: {}\nsteps:\n  - authorize:\n      amount: five\n    expect:\n      balnce: 5\n';

  expect(problemsOf(text)).toEqual([
    'line 4: who.user: has no place beside an existing card',
    'line 7: steps[0].authorize.amount: must be an amount, such as 12.50',
    'line 9: steps[0].expect.balnce: is not known here',
  ]);
});

test.each([
  ['scenario: [open', 1],
  ['scenario: A\nsteps:\n  - clear: { amount: 5\n', 4],
])('a text that is no YAML is refused where it breaks: %j', (text, line) => {
  const read = readScenario(text);

  expect(read.ok ? [] : read.problems.map((problem) => problem.line)).toContain(line);
});

test('a text without name or steps says so', () => {
  expect(problemsOf('about: nothing')).toEqual(['line 1: "scenario" is missing', 'line 1: "steps" is missing']);
});

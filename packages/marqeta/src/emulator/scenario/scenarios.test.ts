import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulated, emulated } from '../testing/emulated.ts';
import { smallGateway } from '../testing/small-gateway.ts';
import { shippedScenarios } from './shelf.ts';

interface Played {
  readonly ok: boolean;
  readonly card: string;
  readonly steps: readonly { readonly line: number; readonly ok: boolean; readonly differences: readonly object[] }[];
}

let world: Emulated;

beforeEach(async () => {
  world = await emulated({ settings: { retrySpeed: 1_000 } });
  await world.card();
  world.other.gateway = smallGateway(10_000_000);
});
afterEach(() => world.close());

const play = async (what: object): Promise<Played> => {
  const { body } = await world.ask('POST', '/control/scenarios', what);
  return body as unknown as Played;
};
const story = (steps: string, who = ''): { text: string } => ({ text: `scenario: Told by a test\n${who}steps:\n${steps}` });
const wrongOf = ({ steps }: Played) => steps.flatMap(({ line, differences }) => differences.map((one) => ({ line, ...one })));

describe('the scenarios that come with the emulator', () => {
  test('are fourteen', () => {
    expect(shippedScenarios().size).toBe(14);
  });

  test.each([...shippedScenarios().keys()])('%s goes as it says, on a card of its own', async (name) => {
    const result = await play({ name });

    expect({ wrong: wrongOf(result), ok: result.ok }).toEqual({ wrong: [], ok: true });
    const { body: cardBody } = await world.ask('GET', `/v3/cards/${result.card}`);
    const { body: balances } = await world.ask('GET', `/v3/balances/${String(cardBody['user_token'])}`);
    expect(balances).toMatchObject({ gpa: { ledger_balance: 0 } });
  });

  test('are played on a card that somebody chose', async () => {
    const card = await world.card();

    const result = await play({ name: 'simple', card_token: card });

    expect(result).toMatchObject({ ok: true, card });
    const { body } = await world.ask('GET', `/v3/transactions?card_token=${card}`);
    expect(body).toMatchObject({ count: 1 });
  });
});

describe('a step that goes otherwise than expected', () => {
  test('is told with what was expected and what was, and nothing follows it', async () => {
    const result = await play(
      story(`  - authorize: { amount: 10.00 }
    expect: { state: DECLINED, held: 12.00, webhooks: [refund] }
  - clear: { amount: 10.00 }
`),
    );

    expect(result).toMatchObject({ ok: false, steps: [{ ok: false }] });
    expect(wrongOf(result)).toEqual([
      { line: 3, field: 'state', expected: 'DECLINED', actual: 'PENDING' },
      { line: 3, field: 'held', expected: '12.00', actual: '10' },
      { line: 3, field: 'webhooks', expected: 'refund', actual: 'authorization' },
    ]);
  });

  test('is one that the platform refused, when no refusal was expected', async () => {
    const result = await play(story('  - authorize: { amount: 10.00 }\n  - reverse: { amount: 20.00 }\n'));

    expect(wrongOf(result)).toMatchObject([{ line: 4, field: 'answer', expected: 'accepted' }]);
  });

  test('is one that was accepted, when a refusal was expected', async () => {
    const result = await play(story('  - authorize: { amount: 10.00 }\n    expect: { refused: 400 }\n'));

    expect(wrongOf(result)).toEqual([{ line: 3, field: 'answer', expected: 'refused with 400', actual: 'accepted' }]);
  });
});

describe('a scenario can', () => {
  test.each<[string, string]>([
    [
      'approve in part, where the terminal takes it',
      `  - authorize: { amount: 1500.00, partial_approval: true }
    expect: { code: 0002, amount: 1000.00, held: 1000.00 }
`,
    ],
    [
      'ask for the balance',
      `  - inquire:
    expect: { method: pgfs.pindebit.balanceinquiry, asked: true, balance: 0 }
`,
    ],
    [
      'bring money in, and fund an account',
      `  - money_in: { amount: 20.00, sender: { transaction_type: payroll } }
    expect: { state: COMPLETION, method: pgfs.original.credit.auth_plus_capture, asked: true }
  - account_funding: { amount: 15.00 }
    expect: { state: COMPLETION, asked: true, cleared: 15.00 }
`,
    ],
    [
      'follow one of several purchases',
      `  - authorize: { as: dinner, amount: 40.00 }
  - authorize: { as: taxi, amount: 9.00 }
  - clear: { of: dinner, amount: 44.00 }
    expect: { cleared: 44.00, balance: 9.00 }
  - reverse: { of: taxi }
    expect: { balance: 0, webhooks: [authorization, authorization.reversal] }
`,
    ],
    [
      'clear less and leave the rest held',
      `  - authorize: { amount: 40.00 }
  - clear: { amount: 15.00, final: false }
    expect: { purchase: PENDING, held: 25.00, cleared: 15.00 }
`,
    ],
    [
      'send any message of the simulations',
      `  - simulate: { event: refund.authorization, body: { amount: 12.00 } }
    expect: { state: PENDING, held: 12.00 }
  - clear:
    expect: { state: COMPLETION, cleared: 12.00 }
  - simulate: { event: authorization.atm.withdrawal, body: { amount: 60.00 } }
    expect: { state: DECLINED }
`,
    ],
    [
      'suspend the card and take that back',
      `  - card: { state: SUSPENDED }
  - authorize: { amount: 5.00 }
    expect: { state: DECLINED, code: 1003, asked: false }
  - card: { state: ACTIVE }
  - authorize: { amount: 5.00 }
    expect: { code: [0000, 0002] }
`,
    ],
    [
      'have its questions go wrong, and leave those about another card alone',
      `  - fault: { kind: error, on: gateway, card_token: another }
  - authorize: { amount: 5.00 }
    expect: { state: PENDING }
  - fault: { kind: error, on: gateway }
  - authorize: { amount: 5.00 }
    expect: { state: DECLINED }
  - mend:
  - authorize: { amount: 5.00 }
    expect: { state: PENDING }
`,
    ],
    [
      'let calls of the API fail without failing by itself',
      `  - fault: { kind: silence, on: api }
  - authorize: { amount: 5.00 }
    expect: { state: PENDING, balance: 5.00 }
`,
    ],
  ])('%s', async (_what, steps) => {
    const result = await play(story(steps));

    expect({ wrong: wrongOf(result), ok: result.ok }).toEqual({ wrong: [], ok: true });
  });

  test('let a hold run out by the clock, which afterwards stands or runs as before, from where it is', async () => {
    await world.ask('PUT', '/control/clock', { now: '2026-03-02T09:00:00.000Z', frozen: true });

    const result = await play(
      story(`  - authorize: { amount: 31.00 }
  - clock: { advance: 8 days }
    expect: { purchase: CLEARED, held: 0, balance: 0, webhooks: [authorization, authorization.reversal.issuerexpiration] }
`),
    );

    expect(wrongOf(result)).toEqual([]);
    expect((await world.ask('GET', '/control/clock')).body).toMatchObject({ now: '2026-03-10T09:00:00.000Z', mode: 'frozen' });
  });

  test.each(['PENDING', 'DECLINED'])('leave no fault behind, whether it went as expected or not: %s', async (state) => {
    const result = await play(
      story(`  - fault: { kind: duplicate, on: webhook }
  - authorize: { amount: 5.00 }
    expect: { state: ${state} }
`),
    );

    expect(result.ok).toBe(state === 'PENDING');
    expect((await world.ask('GET', '/control/faults')).body).toMatchObject({ data: [] });
  });

  test('have a cardholder with limits of their own', async () => {
    const who = `who:
  user: { first_name: Ana, last_name: Reis }
  controls:
    velocity: [{ amount_limit: 50, usage_limit: -1, velocity_window: DAY }]
`;
    const result = await play(story('  - authorize: { amount: 50.01 }\n    expect: { state: DECLINED, code: 1834, asked: false }\n', who));

    expect(wrongOf(result)).toEqual([]);
  });
});

test('without a gateway nobody can be asked, and the answer says so', async () => {
  const bare = await emulated();

  const { status, body } = await bare.ask('POST', '/control/scenarios', { name: 'simple' });
  await bare.close();

  expect(status).toBe(400);
  expect(body['error_message']).toContain('has no gateway');
});

test('a scenario brings gateway and webhook to an emulator that has none, once however often it is played', async () => {
  const { body: here } = await world.ask('GET', '/control/resources');
  const [gateway] = here['gateways'] as { url: string }[];
  const [webhook] = here['webhooks'] as { url: string }[];
  const who = `who:\n  gateway: { url: ${gateway?.url} }\n  webhook: { config: { url: ${webhook?.url} } }\n`;
  const text = story('  - authorize: { amount: 5.00 }\n    expect: { state: PENDING, asked: true, webhooks: [authorization] }\n', who);
  const bare = await emulated();

  const first = await bare.ask('POST', '/control/scenarios', text);
  const second = await bare.ask('POST', '/control/scenarios', text);
  const { body: after } = await bare.ask('GET', '/control/resources');
  await bare.close();

  expect([first.body, second.body]).toMatchObject([{ ok: true }, { ok: true }]);
  expect([after['gateways'], after['webhooks']]).toMatchObject([[{ url: gateway?.url }], [{ url: webhook?.url }]]);
});

describe('marqeta-emulator scenario', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'scenario-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const program = fileURLToPath(new URL('../main.ts', import.meta.url));
  const command = async (text: string, url = world.emulator.url): Promise<{ code: number; output: string }> => {
    const file = join(folder, 'story.yaml');
    await writeFile(file, text);
    return new Promise((resolve) => {
      execFile(process.execPath, ['--disable-warning=ExperimentalWarning', program, 'scenario', file, '--url', url], (error, stdout) =>
        resolve({ code: Number(error?.code ?? 0), output: stdout.replaceAll(folder, '') }),
      );
    });
  };

  test('ends with 0 when all went as it says', async () => {
    const { code, output } = await command('scenario: Fine\nsteps:\n  - authorize: { amount: 5.00 }\n    expect: { state: PENDING }\n');

    expect({ code, head: output.split('\n')[0] }).toEqual({ code: 0, head: 'ok  Fine' });
  });

  test('ends with 1 at an expectation that failed, and shows where and how', async () => {
    const { code, output } = await command('scenario: Off\nsteps:\n  - authorize: { amount: 5.00 }\n    expect: { held: 6.00 }\n');

    expect(code).toBe(1);
    expect(output.split('\n').slice(0, 5)).toEqual([
      'not ok  Off',
      '  - authorize: amount 5.00 -> authorization PENDING 0000 Approved or completed successfully',
      '    /story.yaml:3',
      '      held  expected 6.00',
      '            was      5',
    ]);
  });

  test('ends with 2 when the file is wrong, and says in which line', async () => {
    const { code, output } = await command('scenario: Wrong\nsteps:\n  - authorize: { amount: x }\n');

    expect({ code, output }).toEqual({ code: 2, output: '/story.yaml:3: steps[0].authorize.amount: must be an amount, such as 12.50\n' });
  });

  test('ends with 2 when no emulator answers', async () => {
    const { code, output } = await command('scenario: Nobody\nsteps:\n  - verify:\n', 'http://127.0.0.1:1');

    expect(code).toBe(2);
    expect(output).toContain('no emulator answers at http://127.0.0.1:1');
  });
});

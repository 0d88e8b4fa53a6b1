import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { ApplyRetention } from './apply-retention.job.ts';

let harness: GraphQLHarness;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

const apply = () => {
  const { clock, database, clone } = harness;
  return new ApplyRetention({ ownerUrl: clone.urls.owner, clock, log: database.log }).run();
};
const set = (rules: readonly object[]) =>
  harness.ask(scene.as.ana, 'mutation ($input: SetRetentionInput!) { setRetention(input: $input) { kind days } }', {
    input: { idempotencyKey: JSON.stringify(rules), rules },
  });
const daysAgo = (days: number) => new Date(harness.clock.now().getTime() - days * 86_400_000);

async function notice(days: number): Promise<string> {
  const { rows } = await harness.admin.query<{ id: string }>(
    `INSERT INTO notifications (company_id, id, user_id, kind, created_at) VALUES ($1, uuidv7(), $2, 'CARD_FROZEN', $3) RETURNING id`,
    [scene.companyId, scene.as.bruno.userId, daysAgo(days)],
  );
  return rows[0]?.id ?? '';
}
async function message(days: number, state: string, letter: string | null = null): Promise<string> {
  const { rows } = await harness.admin.query<{ id: string }>(
    `INSERT INTO marqeta_inbox (id, shard, envelope, token, source, state, body, company_id, received_at)
     VALUES (uuid_floor($2), 1, 'transactions', 't', 'WEBHOOK', $3, '{}', $1, $2) ON CONFLICT DO NOTHING RETURNING id`,
    [scene.companyId, daysAgo(days), state],
  );
  const id = rows[0]?.id ?? '';
  if (letter !== null)
    await harness.admin.query(
      `INSERT INTO dead_letters (id, shard, envelope, source, state, problem, received_at, first_failed_at, failed_at)
       VALUES ($1, 1, 'transactions', 'WEBHOOK', $2, '', now(), now(), now())`,
      [id, letter],
    );
  return id;
}
async function left(table: string): Promise<string[]> {
  const { rows } = await harness.admin.query<{ id: string }>(`SELECT id FROM ${table} WHERE company_id = $1`, [scene.companyId]);
  return rows.map(({ id }) => id);
}

describe('in the night', () => {
  test('what a company has kept for long enough goes, by its own rule and by nobody else’s', async () => {
    const [old, young] = [await notice(100), await notice(80)];
    await set([{ kind: 'NOTIFICATIONS', days: 90 }]);
    const first = scene;
    scene = await harness.prepare('Other');
    const others = await notice(100);

    await apply();

    expect(await left('notifications')).toEqual([others]);
    scene = first;
    expect(await left('notifications')).toEqual([young]);
    expect(old).not.toBe(young);
  });

  test('a message goes only when it was applied, or nobody has to decide about it any more', async () => {
    await message(600, 'APPLIED');
    const kept = [
      await message(601, 'PENDING'),
      await message(602, 'SET_ASIDE', 'SET_ASIDE'),
      await message(603, 'KEPT', 'UNKNOWN'),
      await message(500, 'APPLIED'),
    ];
    await message(604, 'KEPT', 'DISMISSED');

    await apply();

    expect((await left('marqeta_inbox')).sort()).toEqual(kept.sort());
  });

  test('nothing of money, decisions or the audit log goes', async () => {
    const counted = async () => {
      const { rows } = await harness.admin.query(
        `SELECT (SELECT count(*) FROM ledger_transfers WHERE company_id = $1) AS transfers, (SELECT count(*) FROM audit_events WHERE company_id = $1) AS events`,
        [scene.companyId],
      );
      return rows;
    };
    const before = await counted();

    await apply();

    expect(await counted()).toEqual(before);
  });
});

describe('a rule', () => {
  test('is set by an admin, stands in the audit log, and is refused beyond its bounds', async () => {
    expect((await set([{ kind: 'NOTIFICATIONS', days: 29 }])).errors[0]?.extensions).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'rules',
    });

    const { data } = await set([{ kind: 'NOTIFICATIONS', days: 30 }]);

    expect(data?.['setRetention']).toContainEqual({ kind: 'NOTIFICATIONS', days: 30 });
    expect(data?.['setRetention']).toContainEqual({ kind: 'COMMAND_KEYS', days: 90 });
    const { rows } = await harness.admin.query(`SELECT command FROM audit_events WHERE company_id = $1 AND command = 'retention.set'`, [
      scene.companyId,
    ]);
    expect(rows).toEqual([{ command: 'retention.set' }]);
  });
});

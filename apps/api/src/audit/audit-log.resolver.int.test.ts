import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { transact } from '../platform/transact.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { INSTALLATION_CHAIN } from './chain.ts';
import { CheckpointSigner } from './checkpoint.ts';
import { sealChain, type SealDeps } from './seal-chain.ts';

let harness: GraphQLHarness;
let scene: Scene;
let sealing: SealDeps;

beforeAll(async () => {
  harness = await openGraphQL();
  const { database, sealer, clock } = harness;
  sealing = { gateway: database.gateway, clock, sealer, signer: new CheckpointSigner(randomBytes(32)) };
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

const LOG = `query ($filter: AuditLogFilterInput, $first: Int, $after: String) {
  auditLog(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { endCursor hasNextPage }
    edges { node { id at command actorKind actorId actorName subjectType subjectId before after reason ip userAgent traceId number hash } }
  }
}`;
type Log = { totalCount: number; pageInfo: { endCursor: string; hasNextPage: boolean }; edges: { node: Record<string, unknown> }[] };

async function log(viewer: Viewer, variables: Record<string, unknown> = {}): Promise<Log> {
  const { data, errors } = await harness.ask(viewer, LOG, variables);
  expect(errors).toEqual([]);
  return data?.['auditLog'] as Log;
}
const commands = ({ edges }: Log) => edges.map(({ node }) => node['command']);

const FREEZE = 'mutation ($input: CardCommandInput!) { freezeCard(input: $input) { id } }';
const freeze = () =>
  harness.ask(scene.as.ana, FREEZE, { input: { idempotencyKey: 'f', cardId: scene.brunosCard, reason: 'Lost on the train' } });

describe('the log', () => {
  test('says who, what, why, before and after, and is sealed a moment later', async () => {
    await freeze();
    const [before] = (await log(scene.as.ana, { first: 1 })).edges;
    await sealChain(sealing, scene.companyId);
    const [after] = (await log(scene.as.ana, { first: 1 })).edges;

    expect(before?.node).toMatchObject({
      ...{ command: 'card.freeze', actorKind: 'PERSON', actorId: scene.as.ana.userId, actorName: 'Ana Costa' },
      ...{ subjectType: 'card', subjectId: scene.brunosCard, reason: 'Lost on the train', number: null, hash: null },
    });
    expect(JSON.parse(String(before?.node['before']))).toMatchObject({ status: 'ACTIVE' });
    expect(JSON.parse(String(before?.node['after']))).toMatchObject({ status: 'SUSPENDED' });
    expect(after?.node).toMatchObject({ number: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('has who looked at the number of a card', async () => {
    const reveal = 'mutation ($input: CardAccessInput!) { revealCard(input: $input) { scriptUrl } }';
    await harness.ask(scene.as.bruno, reveal, { input: { cardId: scene.brunosCard } });

    const [looked] = (await log(scene.as.ana, { first: 1 })).edges;

    expect(looked?.node).toMatchObject({ command: 'card.reveal', actorId: scene.as.bruno.userId, subjectId: scene.brunosCard });
  });

  test('comes in pages, each event once, and with as many statements for a long page as for a short one', async () => {
    const all = await log(scene.as.ana, { first: 200 });
    const long = harness.statements().length;
    const seen: unknown[] = [];
    for (let after: string | null = null; ; ) {
      const page: Log = await log(scene.as.ana, { first: 3, after });
      seen.push(...page.edges.map(({ node }) => node['id']));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }

    expect(seen).toEqual(all.edges.map(({ node }) => node['id']));
    expect(all.totalCount).toBe(seen.length);
    expect(harness.statements()).toHaveLength(long);
  });

  test('is narrowed by actor, command or its noun, subject and time', async () => {
    await freeze();
    const { edges } = await log(scene.as.ana, { first: 1 });
    const at = new Date(String(edges[0]?.node['at']));
    const narrowed = (filter: object) => log(scene.as.ana, { filter });

    expect(commands(await narrowed({ actorId: scene.as.ana.userId }))).toEqual(['card.freeze']);
    expect(commands(await narrowed({ command: 'card.freeze' }))).toEqual(['card.freeze']);
    expect(new Set(commands(await narrowed({ command: 'card' })))).toEqual(new Set(['card.freeze', 'card.issue']));
    expect(commands(await narrowed({ command: 'car' }))).toEqual([]);
    expect(commands(await narrowed({ subjectType: 'card', subjectId: scene.brunosCard, from: at }))).toContain('card.freeze');
    expect(commands(await narrowed({ to: new Date(at.getTime() - 86_400_000) }))).toEqual([]);
    expect(commands(await narrowed({ actorId: 'no id' }))).toEqual([]);
  });

  test('of one company shows nothing of another, whatever is asked for', async () => {
    await freeze();
    const { edges } = await log(scene.as.ana, { first: 1 });
    const other = await harness.prepare('Other');

    const theirs = await log(other.as.ana, { first: 200 });
    const { data } = await harness.ask(other.as.ana, 'query ($id: ID!) { auditEvent(id: $id) { id } }', { id: edges[0]?.node['id'] });

    expect(JSON.stringify(theirs)).not.toContain(scene.brunosCard);
    expect(data).toEqual({ auditEvent: null });
  });

  test('of the installation has what operators did, with the reason for reading a message', async () => {
    const olga: Viewer = { ...scene.as.ana, companyId: null, userId: null, role: 'OPERATOR', displayName: 'Olga Operator' };
    await harness.marqeta.deliver({ moonphasetransitions: [{ token: scene.companyId, type: 'phase.full' }] });
    const { rows } = await harness.admin.query<{ id: string }>(`SELECT id FROM dead_letters ORDER BY id DESC LIMIT 1`);
    const open = 'mutation ($input: OpenDeadLetterInput!) { openDeadLetter(input: $input) { id } }';
    await harness.ask(olga, open, { input: { idempotencyKey: scene.companyId, id: rows[0]?.id, reason: 'A complaint' } });
    await sealChain(sealing, INSTALLATION_CHAIN);

    const [looked] = (await log(olga, { first: 1 })).edges;

    expect(looked?.node).toMatchObject({
      command: 'deadLetter.open',
      actorKind: 'OPERATOR',
      actorName: 'Olga Operator',
      reason: 'A complaint',
    });
    expect(looked?.node['number']).toEqual(expect.any(Number));
  });

  test('does not say who it was once the person is erased', async () => {
    await freeze();
    await transact(harness.database, { command: 'person.erase', actor: scene.company.system }, async (tx) => {
      await tx.query(`UPDATE person_keys SET wrapped_key = NULL WHERE company_id = $1 AND user_id = $2`, [
        scene.companyId,
        scene.as.ana.userId,
      ]);
      await tx.query(`SELECT forget_in_audit($1)`, [scene.as.ana.userId]);
    });

    const { edges } = await log(scene.as.ana, { filter: { command: 'card.freeze' } });

    expect(edges[0]?.node).toMatchObject({ actorName: null, ip: null, userAgent: null, reason: 'Lost on the train' });
  });
});

test('the state of the chain says how far it is sealed, signed, and what waits', async () => {
  const ask = async () => {
    const { data } = await harness.ask(
      scene.as.ana,
      '{ auditChain { number hash waiting checkpointNumber checkpointAt checkpointKeyId } }',
    );
    return data?.['auditChain'];
  };
  expect(await ask()).toMatchObject({ number: 0, checkpointNumber: null, checkpointAt: null, checkpointKeyId: null });

  const sealed = await sealChain(sealing, scene.companyId);
  await freeze();

  expect(await ask()).toMatchObject({
    ...{ number: sealed, waiting: 1, checkpointNumber: sealed, checkpointKeyId: sealing.signer.key.id },
    checkpointAt: harness.clock.now().toISOString(),
  });
});

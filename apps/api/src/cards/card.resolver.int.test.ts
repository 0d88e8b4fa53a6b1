import 'reflect-metadata';
import { graphql, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { openContext } from '../context.ts';
import { CompanyResolver } from '../people/company.resolver.ts';
import { OperatorService } from '../people/operator.service.ts';
import { PersonResolver } from '../people/person.resolver.ts';
import { TeamResolver } from '../people/team.resolver.ts';
import { ViewerResolver } from '../people/viewer.resolver.ts';
import { DomainError } from '../platform/errors.ts';
import { buildSchemaOf } from '../platform/graphql/build-schema.ts';
import { transact } from '../platform/transact.ts';
import { openPeople, PASSWORD, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { CardsOfPersonResolver } from './card-links.resolver.ts';
import { CardEventResolver } from './card-event.resolver.ts';
import { CardProgramResolver } from './card-program.resolver.ts';
import { CardProgramService } from './card-program.service.ts';
import { CardResolver } from './card.resolver.ts';
import { CardService } from './card.service.ts';
import { IssueResolver } from './issue/issue.resolver.ts';
import { IssueService } from './issue/issue.service.ts';
import { cardEntities } from './entities.ts';

let harness: PeopleHarness;
let schema: GraphQLSchema;
let issuing: IssueService;

beforeAll(async () => {
  harness = await openPeople(cardEntities);
  issuing = new IssueService(harness.database, { setFirstLimit: () => Promise.resolve() });
  const instances = [
    new ViewerResolver(harness.sealer),
    new CompanyResolver(),
    new PersonResolver(harness.sealer),
    new TeamResolver(),
    new CardResolver(new CardService(harness.database)),
    new IssueResolver(issuing),
    new CardEventResolver(),
    new CardProgramResolver(),
    new CardsOfPersonResolver(),
  ];
  schema = buildSchemaOf({
    resolvers: [
      ViewerResolver,
      CompanyResolver,
      PersonResolver,
      TeamResolver,
      CardResolver,
      IssueResolver,
      CardEventResolver,
      CardProgramResolver,
      CardsOfPersonResolver,
    ],
    container: { get: (someClass: abstract new (...needs: never[]) => object) => instances.find((one) => one instanceof someClass) },
    authChecker: () => true,
  });
  given = await prepare();
});
afterAll(() => harness.close());

type Given = {
  readonly company: TestCompany;
  readonly as: Record<'admin' | 'manager' | 'accountant' | 'bruno' | 'carla', Viewer>;
  readonly programId: string;
  readonly brunosCard: string;
  readonly carlasCard: string;
};
let given: Given;

/** Bruno is in Design, which Marta manages; Carla is in Sales. */
async function prepare(): Promise<Given> {
  const company = await harness.createCompany();
  const [design, sales] = [await company.addTeam('Design'), await company.addTeam('Sales')];
  const bruno = await company.addPerson('Bruno', { teams: [{ teamId: design }] });
  const carla = await company.addPerson('Carla', { teams: [{ teamId: sales }] });
  const marta = await company.addPerson('Marta', { role: 'MANAGER', teams: [{ teamId: design, isManager: true }] });
  const rui = await company.addPerson('Rui', { role: 'ACCOUNTANT' });
  const { programId } = await new CardProgramService(harness.database).create(company.system, {
    name: 'Everyday',
    cardType: 'VIRTUAL',
    color: 'atlantic',
  });
  const issue = async (holderId: string, name: string) =>
    (await issuing.issue(company.system, { idempotencyKey: name, holderId, programId, name })).cardId;
  const viewer = (userId: string, role: Viewer['role'], displayName: string, teamIds: string[]): Viewer => ({
    ...{ identityId: userId, sessionId: userId, companyId: company.companyId, userId, role, displayName, teamIds },
    ...{ managedTeamIds: role === 'MANAGER' ? teamIds : [], locale: 'en', accessVersion: 1, provenAtMs: 0 },
  });
  return {
    company,
    programId,
    brunosCard: await issue(bruno.personId, 'Coffee'),
    carlasCard: await issue(carla.personId, 'Trains 100%'),
    as: {
      admin: viewer(company.adminId, 'ADMIN', 'Ana Costa', []),
      manager: viewer(marta.personId, 'MANAGER', 'Marta Silva', [design]),
      accountant: viewer(rui.personId, 'ACCOUNTANT', 'Rui Silva', []),
      bruno: viewer(bruno.personId, 'EMPLOYEE', 'Bruno Silva', [design]),
      carla: viewer(carla.personId, 'EMPLOYEE', 'Carla Silva', [sales]),
    },
  };
}

async function ask(viewer: Viewer | null, source: string, variables: Record<string, unknown> = {}) {
  const context = openContext(harness.database, { viewer, locale: viewer?.locale ?? 'en', traceId: 'trace' });
  try {
    const { data, errors } = await graphql({ schema, source, variableValues: variables, contextValue: context });
    const cause = errors?.[0]?.originalError;
    // JSON, as a client gets it: graphql's own objects have no prototype.
    return {
      data: JSON.parse(JSON.stringify(data ?? null)),
      code: cause instanceof DomainError ? cause.code : (errors?.[0]?.message ?? null),
    };
  } finally {
    await context.close();
  }
}

const NAMES = `{ cards { edges { node { name } } totalCount } }`;

describe('cards', () => {
  test.each<[keyof Given['as'], string[]]>([
    ['admin', ['Trains 100%', 'Coffee']],
    ['accountant', ['Trains 100%', 'Coffee']],
    ['manager', ['Coffee']],
    ['bruno', ['Coffee']],
    ['carla', ['Trains 100%']],
  ])('are listed for %s: %j', async (who, names) => {
    const { data } = await ask(given.as[who], NAMES);

    expect(data.cards.edges.map((edge: { node: { name: string } }) => edge.node.name)).toEqual(names);
    expect(data.cards.totalCount).toBe(names.length);
  });

  test.each<[object, string[]]>([
    [{ search: 'coff' }, ['Coffee']],
    [{ search: '100%' }, ['Trains 100%']],
    [{ search: '%' }, ['Trains 100%']],
    [{ search: 'silva' }, ['Trains 100%', 'Coffee']],
    [{ search: '9999' }, []],
    [{ status: ['SUSPENDED'] }, []],
    [{ status: ['ACTIVE'], cardType: 'VIRTUAL' }, ['Trains 100%', 'Coffee']],
    [{ holderId: 'not an id' }, []],
  ])('are found by %j: %j', async (filter, names) => {
    const { data } = await ask(given.as.admin, `query ($filter: CardFilter) { cards(filter: $filter) { edges { node { name } } } }`, {
      filter,
    });

    expect(data.cards.edges.map((edge: { node: { name: string } }) => edge.node.name)).toEqual(names);
  });

  test('come page by page, without gap or repeat', async () => {
    const page = (after: string | null) =>
      ask(
        given.as.admin,
        `query ($after: String) { cards(first: 1, after: $after) { edges { node { name } } pageInfo { hasNextPage endCursor } } }`,
        {
          after,
        },
      );
    const { data: first } = await page(null);
    const { data: second } = await page(first.cards.pageInfo.endCursor);

    expect([first, second].map(({ cards: { edges } }) => edges[0].node.name)).toEqual(['Trains 100%', 'Coffee']);
    expect([first, second].map(({ cards: { pageInfo } }) => pageInfo.hasNextPage)).toEqual([true, false]);
  });

  test('of others are not there for an employee, by whatever way', async () => {
    const { data } = await ask(given.as.bruno, `query ($id: ID!) { card(id: $id) { id } cardPrograms { name cardCount } }`, {
      id: given.carlasCard,
    });

    expect(data).toEqual({ card: null, cardPrograms: [{ name: 'Everyday', cardCount: 1 }] });
  });

  test('of another company are not there for its admin', async () => {
    const other = await prepare();

    const { data } = await ask(other.as.admin, `query ($id: ID!, $person: ID!) { card(id: $id) { id } person(id: $person) { id } }`, {
      id: given.brunosCard,
      person: given.as.bruno.userId,
    });

    expect(data).toEqual({ card: null, person: null });
  });

  test('show what the viewer may do with them, and their life in the viewer’s language', async () => {
    const query = `query ($id: ID!) { card(id: $id) { color waitingForIssuer issuerStatus status actions holder { displayName } program { name }
      history { kind sentence actorName } } }`;
    const card = async (who: keyof Given['as']) => (await ask(given.as[who], query, { id: given.brunosCard })).data.card;

    expect(await card('admin')).toEqual({
      color: 'atlantic',
      waitingForIssuer: true,
      issuerStatus: 'REQUESTED',
      status: 'ACTIVE',
      actions: ['FREEZE', 'TERMINATE'],
      holder: { displayName: 'Bruno Silva' },
      program: { name: 'Everyday' },
      history: [{ kind: 'card.issued', sentence: 'Issued by test', actorName: 'test' }],
    });
    expect((await card('bruno')).actions).toEqual(['FREEZE']);
    expect((await card('manager')).actions).toEqual(['FREEZE']);
    expect((await card('accountant')).actions).toEqual([]);
    const { data } = await ask({ ...given.as.bruno, locale: 'pt-PT' }, query, { id: given.brunosCard });
    expect(data.card.history[0].sentence).toBe('Emitido por test');
  });

  test('are frozen and unfrozen by their holder, who sees at once what is so', async () => {
    const { as, brunosCard } = await prepare();
    const change = (name: string, input: object) =>
      ask(as.bruno, `mutation ($input: CardCommandInput!) { ${name}(input: $input) { status version actions history { kind } } }`, {
        input,
      });

    const frozen = await change('freezeCard', { idempotencyKey: 'f', cardId: brunosCard, expectedVersion: 1 });
    const stale = await change('unfreezeCard', { idempotencyKey: 's', cardId: brunosCard, expectedVersion: 1 });
    const active = await change('unfreezeCard', { idempotencyKey: 'u', cardId: brunosCard, expectedVersion: 2 });
    const refused = await change('terminateCard', { idempotencyKey: 't', cardId: brunosCard });

    expect(frozen.data.freezeCard).toEqual({
      status: 'SUSPENDED',
      version: 2,
      actions: ['UNFREEZE'],
      history: [{ kind: 'card.issued' }, { kind: 'card.suspended' }],
    });
    expect(stale.code).toBe('STALE');
    expect(active.data.unfreezeCard).toMatchObject({ status: 'ACTIVE', version: 3 });
    expect(refused.code).toBe('FORBIDDEN');
  });

  test('are issued by an admin with half a limit refused by its field', async () => {
    const issue = (who: keyof Given['as'], but = {}) =>
      ask(given.as[who], `mutation ($input: IssueCardInput!) { issueCard(input: $input) { name holder { id } lastFour } }`, {
        input: { idempotencyKey: `issue ${who}`, holderId: given.as.manager.userId, programId: given.programId, name: 'Hotel', ...but },
      });

    expect((await issue('admin', { limitMinor: '5000' })).code).toBe('INVALID_INPUT');
    expect((await issue('bruno')).code).toBe('NOT_FOUND');
    expect((await issue('manager')).code).toBe('FORBIDDEN');
    expect((await issue('admin', { limitMinor: '5000', limitWindow: 'MONTH' })).data.issueCard).toEqual({
      name: 'Hotel',
      holder: { id: given.as.manager.userId },
      lastFour: null,
    });
  });
});

describe('people', () => {
  const names = (data: { people: { edges: { node: { displayName: string } }[] } }) => data.people.edges.map(({ node }) => node.displayName);

  test.each<[keyof Given['as'], string[]]>([
    ['admin', ['Ana Costa', 'Bruno Silva', 'Carla Silva', 'Marta Silva', 'Rui Silva']],
    ['manager', ['Bruno Silva', 'Marta Silva']],
    ['bruno', ['Bruno Silva']],
  ])('are listed for %s: %j', async (who, listed) => {
    const { data } = await ask(given.as[who], `{ people { edges { node { displayName } } } }`);

    expect(names(data)).toEqual(listed);
  });

  test('are found by name and by whole address', async () => {
    const { data: me } = await ask(given.as.carla, `{ viewer { email } }`);
    const find = async (search: string) =>
      names(
        (
          await ask(given.as.admin, `query ($s: String) { people(filter: { search: $s }) { edges { node { displayName } } } }`, {
            s: search,
          })
        ).data,
      );

    expect(await find('carl')).toEqual(['Carla Silva']);
    expect(await find(me.viewer.email.toUpperCase())).toEqual(['Carla Silva']);
    expect(await find('carla@')).toEqual([]);
  });

  test('show their address to those who may see it, and their cards to those who may see these', async () => {
    const query = `{ teams { name memberCount managers { displayName email cards { name } } } }`;

    const [seenByAdmin, seenByMember] = [await ask(given.as.admin, query), await ask(given.as.bruno, query)];

    expect(seenByAdmin.data.teams).toEqual([
      { name: 'Design', memberCount: 2, managers: [expect.objectContaining({ email: expect.stringContaining('marta@') })] },
      { name: 'Sales', memberCount: 1, managers: [] },
    ]);
    expect(seenByMember.data.teams).toEqual([
      { name: 'Design', memberCount: 2, managers: [{ displayName: 'Marta Silva', email: null, cards: [] }] },
    ]);
  });
});

describe('the viewer', () => {
  test('is told who they are and what they may do', async () => {
    const { data } = await ask(
      given.as.manager,
      `{ viewer { id role displayName permissions person { teams { name } } } company { name currency balances { currency } } }`,
    );

    expect(data).toEqual({
      viewer: {
        id: given.as.manager.userId,
        role: 'MANAGER',
        displayName: 'Marta Silva',
        permissions: ['FREEZE_ANY_CARD', 'EDIT_CONTROLS', 'SEE_PEOPLE', 'SEE_RISK_CASES'],
        person: { teams: [{ name: 'Design' }] },
      },
      company: { name: 'Harborline', currency: 'EUR', balances: [] },
    });
  });

  test('sees the company’s money as the ledger has it, when they may', async () => {
    const { company, as } = await prepare();
    await transact(harness.database, { command: 'test.fund', actor: company.system }, (tx) =>
      tx.query(
        `INSERT INTO ledger_accounts (company_id, currency, account, balance_minor)
         VALUES ($1, 'EUR', 'AVAILABLE', 9007199254740993), ($1, 'EUR', 'HELD', 250), ($1, 'EUR', 'EXTERNAL', -9007199254741243)`,
        [company.companyId],
      ),
    );
    const query = `{ company { balances { currency available { minor formatted } held { minor } spent { minor } } } }`;

    expect((await ask(as.admin, query)).data.company.balances).toEqual([
      {
        currency: 'EUR',
        available: { minor: '9007199254740993', formatted: '€90,071,992,547,409.93' },
        held: { minor: '250' },
        spent: { minor: '0' },
      },
    ]);
    expect((await ask(as.bruno, query)).data.company.balances).toEqual([]);
  });

  test('who runs the installation sees no company', async () => {
    const operators = new OperatorService(harness.clone.urls.owner, harness.sealer, harness.clock);
    const { identityId } = await operators.ensure({ email: 'Ops@installation.example', displayName: 'Olga', password: PASSWORD });
    const olga: Viewer = { ...given.as.admin, identityId, companyId: null, userId: null, role: 'OPERATOR', displayName: 'Olga' };

    expect((await ask(olga, `{ viewer { email person { id } permissions } company { id } }`)).data).toEqual({
      viewer: {
        email: 'ops@installation.example',
        person: null,
        permissions: ['RUN_INSTALLATION', 'SEE_AUDIT_LOG', 'SEE_SANCTIONS_HITS', 'SEE_READINGS'],
      },
      company: null,
    });
    expect((await ask(olga, NAMES)).code).toBe('FORBIDDEN');
    expect((await ask(null, NAMES)).code).toBe('UNAUTHENTICATED');
    expect((await ask(null, `{ viewer { id } }`)).data).toEqual({ viewer: null });
  });
});

test('the statements of a page do not depend on its length', async () => {
  const { company, as, programId } = await prepare();
  const query = `{ cards { edges { node { name color actions holder { displayName email teams { name } } program { name } history { sentence } } } } }`;
  const few = await statementsOf(() => ask(as.admin, query));
  const { personId } = await company.addPerson('Diogo');
  for (let n = 0; n < 12; n += 1)
    await issuing.issue(company.system, { idempotencyKey: `many ${n}`, holderId: personId, programId, name: `Card ${n}` });

  const many = await statementsOf(() => ask(as.admin, query));

  expect(few).toBeGreaterThan(5);
  expect(many).toBe(few);
});

async function statementsOf(act: () => Promise<unknown>): Promise<number> {
  const { api } = harness.database;
  let statements = 0;
  api.setOptions({ logging: ['query'], logger: { ...SILENT, logQuery: () => (statements += 1) } });
  await act();
  api.setOptions({ logging: false });
  return statements;
}

const SILENT = {
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member, Viewer } from '../../access/viewer.ts';
import { TellMarqeta } from '../../cards/tell-marqeta.job.ts';
import type { AccountTokens } from '../../marqeta/account-tokens.ts';
import type { Mail, Mailer } from '../../notifications/mailer.ts';
import { MailVerifications } from '../../notifications/mail-verifications.job.ts';
import { tellVerification } from '../../notifications/tell-verification.ts';
import { LineToMarqeta } from '../../testing/line-to-marqeta.ts';
import { type GraphQLHarness, openGraphQL } from '../../testing/graphql-harness.ts';
import { memberAs } from '../../testing/feed-harness.ts';
import type { TestCompany } from '../../testing/people-harness.ts';
import { MarqetaHolders } from '../marqeta-holders.ts';
import { OperatorService } from '../operator.service.ts';
import { SettleOpenVerifications, SettleVerification } from './settle-verification.job.ts';

/** The last four digits of a number choose what the emulator's verification comes to. */
const NUMBERS = {
  PASSES: '123 456 789',
  FAILS: '123 450 001',
  REVIEW_PASSES: '123 450 002',
  REVIEW_FAILS: '123 450 003',
  DOCUMENT: '123 450 004',
};
const TOKENS: AccountTokens = { gateway: 'the_gateway', webhook: 'the_webhook', holderGroup: 'verified_first' };
const HOUR_MS = 3_600_000;

let harness: GraphQLHarness;
let emulator: RunningEmulator;
let line: LineToMarqeta;
let client: MarqetaClient;
let holders: MarqetaHolders;
let settle: SettleVerification;
const logged: string[] = [];

let company: TestCompany;
let ana: Member;
let bruno: Member;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
  const { database, sealer, clock } = harness;
  emulator = await startEmulator({
    ...{ port: 0, dataDir: ':memory:', clock: { now: () => clock.now().getTime() } },
    settings: { applicationToken: 'app', accessToken: 'key' },
  });
  line = await LineToMarqeta.open(emulator.url);
  const log = (...said: unknown[]) => void logged.push(JSON.stringify(said));
  client = createMarqetaClient({
    ...{ baseUrl: `${line.url}/v3`, applicationToken: 'app', accessToken: 'key', retry: { attempts: 1 } },
    logger: { debug: log, warn: log },
  });
  holders = new MarqetaHolders(database, client, TOKENS);
  settle = new SettleVerification({ database, client, holders, sealer, tell: tellVerification });
  await client.accountHolderGroups.create({ token: TOKENS.holderGroup, name: 'Verified first', config: { kyc_required: 'ALWAYS' } });
  await client.programGateways.create({
    ...{ token: TOKENS.gateway, name: 'Gateway', url: 'https://cards.example/gateway' },
    ...{ basic_auth_username: 'gateway', basic_auth_password: 'Gateway-Passw0rd-2026!' },
  });
});
afterAll(async () => {
  await client.close();
  await line.close();
  await emulator.close();
  await harness.close();
});

beforeEach(async () => {
  line.mend();
  company = await harness.createCompany();
  const { companyId, adminId } = company;
  ana = memberAs({ companyId, userId: adminId, displayName: 'Ana Costa', role: 'ADMIN' });
  bruno = memberAs({ companyId, userId: (await company.addPerson('Bruno')).personId, displayName: 'Bruno Silva', role: 'EMPLOYEE' });
  await holders.know({ holder: 'PERSON', companyId, id: bruno.userId });
});

const key = () => `key ${(keys += 1)}`;
const address = { line1: 'Rua do Carmo 1', line2: null, city: 'Lisboa', region: null, postalCode: '1200-093', country: 'pt' };
const SHOWN = '{ id status mayHoldCards step attemptsLeft terms { version accepted } verifications { id state codes { code } isManual } }';
type Shown = {
  status: string;
  mayHoldCards: boolean;
  step: string;
  attemptsLeft: number;
  terms: { version: string; accepted: boolean };
  verifications: { id: string; state: string; codes: { code: string }[]; isManual: boolean }[];
};

async function ask<T>(viewer: Viewer, query: string, input?: object): Promise<T | string> {
  const { data, errors } = await harness.ask(viewer, query, input === undefined ? {} : { input: { idempotencyKey: key(), ...input } });
  const [error] = errors;
  return error === undefined ? (Object.values(data ?? {})[0] as T) : String(error.extensions?.['code']);
}
const mine = (viewer: Viewer) => ask<Shown>(viewer, `{ myVerification ${SHOWN} }`) as Promise<Shown>;
const ours = () => ask<Shown>(ana, `{ companyVerification ${SHOWN} }`) as Promise<Shown>;
const accept = (viewer: Viewer, terms = 'CARDHOLDER', version = '2026-11-25') =>
  ask<Shown>(viewer, `mutation ($input: AcceptTermsInput!) { acceptTerms(input: $input) ${SHOWN} }`, { terms, version });
const submitMine = (viewer: Viewer, identityNumber: string, but: object = {}) =>
  ask<Shown>(viewer, `mutation ($input: SubmitMyVerificationInput!) { submitMyVerification(input: $input) ${SHOWN} }`, {
    ...{ birthDate: '1990-12-31', phone: '+351 912 345 678', address, identityNumberType: 'NIN', identityNumber },
    ...but,
  });
const submitOurs = (taxNumber: string) =>
  ask<Shown>(ana, `mutation ($input: SubmitCompanyVerificationInput!) { submitCompanyVerification(input: $input) ${SHOWN} }`, {
    ...{
      legalName: 'Harborline, Lda.',
      incorporationType: 'LLC',
      establishedOn: '2015-05-04',
      phone: '+351 210 000 000',
      address,
      taxNumber,
    },
    owners: [
      {
        firstName: 'Ana',
        lastName: 'Costa',
        birthDate: '1980-01-02',
        home: address,
        identityNumberType: 'NIN',
        identityNumber: '998877665',
      },
    ],
  });
const operator: Viewer = {
  ...memberAs({ companyId: '', userId: '' }),
  companyId: null,
  userId: null,
  role: 'OPERATOR',
  displayName: 'Olga',
  identityId: '019cadd4-69a8-7081-8545-914296132199',
};

/** Runs what was enqueued for the verifications of the company. */
async function settled(companyId = company.companyId): Promise<void> {
  const { rows } = await harness.admin.query<{ id: string }>(`SELECT id FROM verifications WHERE company_id = $1 ORDER BY id`, [companyId]);
  for (const { id: verificationId } of rows) await settle.run({ companyId, verificationId });
}
async function submitted(viewer: Viewer, number: string): Promise<Shown> {
  await accept(viewer);
  await submitMine(viewer, number);
  await settled();
  return mine(viewer);
}
/** The emulator's reviews take a day. */
async function aDayLater(): Promise<void> {
  harness.clock.advance(25 * HOUR_MS);
  await fetch(`${emulator.url}/control/quiesce`, { method: 'POST' });
}
async function atMarqeta(token: string): Promise<number> {
  let count = 0;
  for await (const _kyc of client.kyc.ofUser(token)) count += 1;
  return count;
}

describe('a person is verified', () => {
  test('only after accepting the terms in their present version', async () => {
    expect(await mine(bruno)).toMatchObject({ status: 'UNVERIFIED', mayHoldCards: false, step: 'ACCEPT_TERMS', attemptsLeft: 2 });
    expect(await submitMine(bruno, NUMBERS.PASSES)).toBe('TERMS_NOT_ACCEPTED');
    expect(await accept(bruno, 'CARDHOLDER', '2019-01-01')).toBe('TERMS_CHANGED');
    expect(await accept(bruno)).toMatchObject({ step: 'SUBMIT', terms: { version: '2026-11-25', accepted: true } });
    await harness.admin.query(`UPDATE terms_acceptances SET version = '2019-01-01' WHERE user_id = $1`, [bruno.userId]);
    expect(await submitMine(bruno, NUMBERS.PASSES)).toBe('TERMS_NOT_ACCEPTED');
  });

  test.each<[string, string, Partial<Shown>, string, string | null, Partial<Shown>]>([
    ['at once', NUMBERS.PASSES, { status: 'ACTIVE', mayHoldCards: true, step: 'NOTHING' }, 'SUCCESS', null, { step: 'NOTHING' }],
    ['not', NUMBERS.FAILS, { status: 'UNVERIFIED', step: 'RESUBMIT', attemptsLeft: 1 }, 'FAILURE', 'NoMatch', { step: 'RESUBMIT' }],
    ['after a review', NUMBERS.REVIEW_PASSES, { step: 'WAIT' }, 'PENDING', 'RiskIssue', { status: 'ACTIVE', step: 'NOTHING' }],
    ['not, after a review', NUMBERS.REVIEW_FAILS, { step: 'WAIT' }, 'PENDING', 'RiskIssue', { status: 'UNVERIFIED', step: 'RESUBMIT' }],
    ['not before a document comes', NUMBERS.DOCUMENT, { step: 'SEND_DOCUMENT' }, 'PENDING', 'DocumentRequired', { step: 'SEND_DOCUMENT' }],
  ])('%s, as its number says', async (_how, number, first, state, code, later) => {
    const shown = await submitted(bruno, number);
    expect(shown).toMatchObject({ ...first, verifications: [{ state, codes: code === null ? [] : [{ code }] }] });

    await aDayLater();
    await new SettleOpenVerifications(harness.database).run();
    await settled();

    expect(await mine(bruno)).toMatchObject(later);
  });

  test('by what Marqeta is told of them, which nobody keeps in the clear and nobody logs', async () => {
    await submitted(bruno, NUMBERS.PASSES);

    expect(await client.users.get(bruno.userId)).toMatchObject({
      ...{ birth_date: '1990-12-31', phone: '+351912345678', city: 'Lisboa', postal_code: '1200-093', country: 'PT' },
      identifications: [{ type: 'NIN', value: '___________' }],
    });
    const kept = await harness.admin.query(
      `SELECT (SELECT json_agg(v) FROM verifications v) AS verifications, (SELECT json_agg(a) FROM audit_events a) AS audit,
              (SELECT json_agg(k) FROM idempotency_keys k) AS keys, (SELECT json_agg(j) FROM graphile_worker._private_jobs j) AS jobs,
              (SELECT json_agg(u) FROM users u) AS users`,
    );
    const all = JSON.stringify(kept.rows) + logged.join('\n');
    for (const secret of ['123456789', NUMBERS.PASSES, '1990-12-31', 'Rua do Carmo', '912345678']) expect(all).not.toContain(secret);
    const { rows } = await harness.admin.query(`SELECT count(*)::int AS numbers FROM verifications WHERE numbers_sealed IS NOT NULL`);
    expect(rows).toEqual([{ numbers: 0 }]);
    expect(await ask(bruno, '{ myVerificationDetails { birthDate phone address { line1 country } } }')).toEqual({
      ...{ birthDate: '1990-12-31', phone: '+351912345678', address: { line1: 'Rua do Carmo 1', country: 'PT' } },
    });
  });

  test('at most twice', async () => {
    await submitted(bruno, NUMBERS.FAILS);
    await submitted(bruno, NUMBERS.FAILS);

    expect(await mine(bruno)).toMatchObject({ step: 'ASK_OPERATOR', attemptsLeft: 0 });
    expect(await submitMine(bruno, NUMBERS.PASSES)).toBe('NO_ATTEMPT_LEFT');
    expect(await atMarqeta(bruno.userId)).toBe(2);
  });

  test('once, when it is submitted ten times at once', async () => {
    await accept(bruno);
    const answers = await Promise.all(Array.from({ length: 10 }, () => submitMine(bruno, NUMBERS.FAILS)));
    await settled();

    expect(answers.filter((answer) => answer === 'VERIFICATION_UNDER_WAY')).toHaveLength(9);
    expect(await atMarqeta(bruno.userId)).toBe(1);
    expect(await mine(bruno)).toMatchObject({ attemptsLeft: 1 });
  });

  test('once, when two workers take it up at the same moment', async () => {
    await accept(bruno);
    await submitMine(bruno, NUMBERS.FAILS);
    await Promise.all([settled(), settled(), settled()]);

    expect(await atMarqeta(bruno.userId)).toBe(1);
    expect(await mine(bruno)).toMatchObject({ attemptsLeft: 1, verifications: [{ state: 'FAILURE' }] });
  });

  test('once, when the same command comes again', async () => {
    await accept(bruno);
    const again = { idempotencyKey: key() };
    await submitMine(bruno, NUMBERS.FAILS, again);
    await settled();

    expect(await submitMine(bruno, NUMBERS.FAILS, again)).toMatchObject({ verifications: [{ state: 'FAILURE' }] });
    expect(await atMarqeta(bruno.userId)).toBe(1);
  });

  test.each([
    ['Marqeta is away', (_token: string) => line.cut()],
    ['the answer is lost on the way', (_token: string) => line.loseAnswersTo('POST /v3/kyc')],
    ['the answer to what they told is lost', (token: string) => line.loseAnswersTo(`PUT /v3/users/${token}`)],
  ])('late but once, when %s', async (_what, disturb) => {
    await accept(bruno);
    await submitMine(bruno, NUMBERS.PASSES);
    disturb(bruno.userId);
    await expect(settled()).rejects.toThrow();
    expect(await mine(bruno)).toMatchObject({ step: 'WAIT', verifications: [{ state: 'WAITING' }] });

    line.mend();
    await settled();

    expect(await mine(bruno)).toMatchObject({ status: 'ACTIVE', verifications: [{ state: 'SUCCESS' }] });
    expect(await atMarqeta(bruno.userId)).toBe(1);
  });

  test('and a submission that Marqeta does not take costs no attempt', async () => {
    await accept(bruno);
    await submitMine(bruno, NUMBERS.PASSES);
    await client.users.transition({ user_token: bruno.userId, status: 'CLOSED', channel: 'ADMIN', reason_code: '05' });
    await settled();

    expect(await mine(bruno)).toMatchObject({
      status: 'CLOSED',
      step: 'ASK_OPERATOR',
      attemptsLeft: 2,
      verifications: [{ state: 'REFUSED' }],
    });
  });

  test.each([
    ['birthDate', { birthDate: '1990-02-30' }],
    ['birthDate', { birthDate: '2090-01-01' }],
    ['phone', { phone: '912 345 678' }],
    ['address.country', { address: { ...address, country: 'Portugal' } }],
    ['address.city', { address: { ...address, city: ' ' } }],
    ['identityNumber', { identityNumber: '12' }],
  ])('not before the %s is one', async (field, but) => {
    await accept(bruno);
    const input = { birthDate: '1990-12-31', phone: '+351912345678', address, identityNumberType: 'NIN', identityNumber: NUMBERS.PASSES };
    const query = `mutation ($input: SubmitMyVerificationInput!) { submitMyVerification(input: $input) { id } }`;
    const { errors } = await harness.ask(bruno, query, { input: { idempotencyKey: key(), ...input, ...but } });

    expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field });
  });
});

describe('a company is verified', () => {
  test('with its owners, by an admin who accepted its terms', async () => {
    expect(await submitOurs(NUMBERS.PASSES)).toBe('TERMS_NOT_ACCEPTED');
    expect(await accept(bruno, 'COMPANY')).toBe('FORBIDDEN');
    await accept(ana, 'COMPANY');
    await submitOurs(NUMBERS.PASSES);
    await settled();

    expect(await ours()).toMatchObject({ status: 'ACTIVE', step: 'NOTHING', verifications: [{ state: 'SUCCESS' }] });
    expect(await client.businesses.get(company.companyId)).toMatchObject({
      ...{ business_name_legal: 'Harborline, Lda.', taxpayer_id: '___________' },
      incorporation: { incorporation_type: 'LLC' },
      beneficial_owner1: { last_name: 'Costa', identifications: [{ type: 'NIN', value: '___________' }] },
    });
    expect(await ask(ana, '{ companyVerificationDetails { legalName owners { firstName home { city } } } }')).toEqual({
      ...{ legalName: 'Harborline, Lda.', owners: [{ firstName: 'Ana', home: { city: 'Lisboa' } }] },
    });
    const { rows: looks } = await harness.admin.query(
      `SELECT actor_id, subject_id FROM audit_events WHERE company_id = $1 AND command = 'verification.lookAtCompany'`,
      [company.companyId],
    );
    expect(looks).toEqual([{ actor_id: ana.userId, subject_id: company.companyId }]);
  });

  test('again with what was corrected, and never a third time', async () => {
    await accept(ana, 'COMPANY');
    await submitOurs(NUMBERS.FAILS);
    await settled();
    expect(await ours()).toMatchObject({ step: 'RESUBMIT', attemptsLeft: 1 });
    await submitOurs(NUMBERS.FAILS);
    await settled();

    expect(await submitOurs(NUMBERS.PASSES)).toBe('NO_ATTEMPT_LEFT');
  });
});

describe('what became of it is told to', () => {
  type Inbox = { edges: { node: { kind: string; title: string; body: string; href: string } }[] };
  const inbox = async (viewer: Viewer) =>
    ((await ask<Inbox>(viewer, '{ notifications { edges { node { kind title body href } } } }')) as Inbox).edges.map(({ node }) => node);
  const kinds = async (viewer: Viewer) => (await inbox(viewer)).map(({ kind }) => kind);

  test('the person, in their language, where to go and never why; and no admin', async () => {
    await submitted(bruno, NUMBERS.FAILS);

    const told = await inbox(bruno);
    expect(told).toEqual([
      {
        ...{ kind: 'verification.failed', title: 'You could not be verified' },
        ...{ body: 'Open the verification to see what to do next.', href: '/portal/verification' },
      },
    ]);
    expect((await inbox({ ...bruno, locale: 'pt-PT' }))[0]?.title).toBe('Não foi possível verificar a sua identidade');
    expect(await kinds(ana)).toEqual([]);
    const mails = await harness.admin.query(
      `SELECT n.mail_state FROM graphile_worker._private_jobs j JOIN notifications n ON j.key = 'notification.mail:' || n.id
        WHERE n.company_id = $1 AND n.user_id = $2`,
      [company.companyId, bruno.userId],
    );
    expect(mails.rows).toEqual([{ mail_state: 'PENDING' }]);
  });

  test('every active admin, when it is the company', async () => {
    const admin = async (name: string) =>
      memberAs({ companyId: company.companyId, userId: (await company.addPerson(name, { role: 'ADMIN' })).personId, role: 'ADMIN' });
    const [clara, gone] = [await admin('Clara'), await admin('Gustavo')];
    await harness.admin.query(`UPDATE users SET status = 'CLOSED' WHERE id = $1`, [gone.userId]);
    await accept(ana, 'COMPANY');
    await submitOurs(NUMBERS.PASSES);
    await settled();

    for (const viewer of [ana, clara])
      expect(await inbox(viewer)).toEqual([
        expect.objectContaining({ kind: 'verification.passed', title: 'Your company is verified', href: '/admin/verification' }),
      ]);
    expect(await kinds(bruno)).toEqual([]);
    expect(await kinds(gone)).toEqual([]);
  });

  test('the person, of a missing document once, however often it is asked about', async () => {
    await submitted(bruno, NUMBERS.DOCUMENT);
    await settled();

    expect(await kinds(bruno)).toEqual(['verification.needs_document']);
  });

  test('the person of the last one alone: an operator who vouches has the last word', async () => {
    await submitted(bruno, NUMBERS.REVIEW_FAILS);
    await ask(operator, `mutation ($input: VouchForHolderInput!) { vouchForHolder(input: $input) }`, {
      ...{ companyId: company.companyId, personId: bruno.userId, reason: 'Seen in person' },
    });
    await settled();
    await aDayLater();
    await settled();

    expect((await mine(bruno)).verifications.map(({ state }) => state)).toEqual(['SUCCESS', 'FAILURE']);
    expect(await kinds(bruno)).toEqual(['verification.passed']);
  });

  test('operators by mail, when a company is stuck: how many are, and not which', async () => {
    const { database, sealer } = harness;
    const operators = new OperatorService(harness.clone.urls.owner, sealer, database.clock);
    await operators.ensure({ email: 'olga@example.com', displayName: 'Olga', password: 'a long enough password' });
    const sent: Mail[] = [];
    const mailer: Mailer = { send: (mail) => Promise.resolve(void sent.push(mail)), close: () => undefined };
    const mail = new MailVerifications({ database, sealer, mailer, publicUrl: 'https://cards.example' });
    const waiting = async () =>
      (await harness.admin.query(`SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = 'verification.mailOperators'`)).rowCount;
    await harness.admin.query(`DELETE FROM verifications`);
    await harness.admin.query(`DELETE FROM graphile_worker._private_jobs WHERE key LIKE 'verification.mailOperators:%'`);
    await submitted(bruno, NUMBERS.FAILS);
    expect(await waiting()).toBe(0);

    await accept(ana, 'COMPANY');
    await submitOurs(NUMBERS.FAILS);
    await settled();

    expect(await waiting()).toBe(1);
    await mail.run();
    expect(sent).toMatchObject([{ to: 'olga@example.com', subject: 'A company’s verification needs somebody' }]);
    expect(sent[0]?.text).toContain('Companies that are not verified: 1.');
    expect(sent[0]?.text).toContain('https://cards.example/admin/verifications');
    expect(sent[0]?.text).not.toMatch(/Harborline|NoMatch/);
    await submitOurs(NUMBERS.PASSES);
    await settled();
    await mail.run();
    expect(sent).toHaveLength(1);
  });

  test('nobody while it is under review, and who waited when it ends', async () => {
    await submitted(bruno, NUMBERS.REVIEW_FAILS);
    expect(await kinds(bruno)).toEqual([]);

    await aDayLater();
    await Promise.all([settled(), settled()]);

    expect(await kinds(bruno)).toEqual(['verification.failed']);
  });
});

describe('cards', () => {
  async function issue(): Promise<string> {
    const { programId } = await harness.programs.create(company.system, { name: key(), cardType: 'VIRTUAL', color: 'atlantic' });
    const input = { holderId: bruno.userId, programId, name: 'Coffee' };
    const answer = await ask<{ id: string }>(ana, `mutation ($input: IssueCardInput!) { issueCard(input: $input) { id } }`, input);
    return typeof answer === 'string' ? answer : answer.id;
  }
  const tellMarqeta = (cardId: string) =>
    new TellMarqeta(harness.database, client, { holders, tokens: TOKENS }).run({ companyId: company.companyId, cardId });
  const issuerStatus = async (cardId: string) =>
    (await harness.admin.query<{ issuer_status: string }>(`SELECT issuer_status FROM cards WHERE id = $1`, [cardId])).rows[0]
      ?.issuer_status;

  test('are issued once the company and the person are verified, and a refusal says what is missing', async () => {
    expect(await issue()).toBe('COMPANY_NOT_VERIFIED');
    await accept(ana, 'COMPANY');
    await submitOurs(NUMBERS.PASSES);
    await settled();
    expect(await issue()).toBe('CARDHOLDER_NOT_VERIFIED');
    await submitted(bruno, NUMBERS.PASSES);

    const cardId = await issue();
    await tellMarqeta(cardId);
    expect(await issuerStatus(cardId)).toBe('ACTIVE');

    await client.users.transition({ user_token: bruno.userId, status: 'SUSPENDED', channel: 'FRAUD', reason_code: '05' });
    await transitionsArrive();
    expect(await issue()).toBe('CARDHOLDER_STOPPED');
  });

  test('that were asked for before Marqeta said a word wait until it has verified the holder', async () => {
    await harness.admin.query(`UPDATE companies SET holder_status = NULL WHERE id = $1`, [company.companyId]);
    await harness.admin.query(`UPDATE users SET holder_status = NULL WHERE company_id = $1`, [company.companyId]);
    const cardId = await issue();
    await holders.know({ holder: 'COMPANY', companyId: company.companyId, id: company.companyId });
    await holders.know({ holder: 'PERSON', companyId: company.companyId, id: bruno.userId });
    await tellMarqeta(cardId);
    expect(await issuerStatus(cardId)).toBe('REQUESTED');

    await accept(ana, 'COMPANY');
    await submitOurs(NUMBERS.PASSES);
    await submitted(bruno, NUMBERS.PASSES);
    await tellMarqeta(cardId);

    expect(await issuerStatus(cardId)).toBe('ACTIVE');
  });
});

/** As webhooks would bring them, the newest first. */
async function transitionsArrive(): Promise<void> {
  for await (const transition of client.users.transitions(bruno.userId)) await harness.marqeta.deliver({ usertransitions: [transition] });
}

test('a webhook tells of a verification that passed, and has what is pending asked about', async () => {
  await submitted(bruno, NUMBERS.REVIEW_PASSES);
  await harness.admin.query(`DELETE FROM graphile_worker._private_jobs`);
  await aDayLater();

  await transitionsArrive();

  expect(await mine(bruno)).toMatchObject({ status: 'ACTIVE', step: 'NOTHING' });
  const jobs = await harness.admin.query(`SELECT key FROM graphile_worker._private_jobs WHERE key LIKE 'verification.settle:%'`);
  expect(jobs.rows).toHaveLength(1);
});

describe('an operator', () => {
  const QUEUE =
    '{ verificationQueue { companyId companyName personName status needsDocument attemptsLeft mayVouch verification { state } } }';
  type Queued = { companyId: string; personName: string | null };
  const queue = async () => ((await ask<Queued[]>(operator, QUEUE)) as Queued[]).filter(({ companyId }) => companyId === company.companyId);
  const vouch = (viewer: Viewer, reason = 'Seen in person, passport checked') =>
    ask<boolean>(viewer, `mutation ($input: VouchForHolderInput!) { vouchForHolder(input: $input) }`, {
      ...{ companyId: company.companyId, personId: bruno.userId, reason },
    });

  test('sees what waits for somebody, and vouches for whom the programme has verified itself', async () => {
    await submitted(bruno, NUMBERS.DOCUMENT);
    await accept(ana, 'COMPANY');
    await submitOurs(NUMBERS.FAILS);
    await settled();
    expect(await queue()).toEqual([
      expect.objectContaining({
        personName: 'Bruno Silva',
        needsDocument: true,
        attemptsLeft: 1,
        mayVouch: true,
        verification: { state: 'PENDING' },
      }),
      expect.objectContaining({ personName: null, companyName: 'Harborline', needsDocument: false, verification: { state: 'FAILURE' } }),
    ]);

    expect(await vouch(operator)).toBe(true);
    await settled();

    expect(await mine(bruno)).toMatchObject({
      status: 'ACTIVE',
      verifications: [{ state: 'SUCCESS', isManual: true }, { state: 'PENDING' }],
    });
    expect((await queue()).map(({ personName }) => personName)).toEqual([null]);
    const { rows } = await harness.admin.query(
      `SELECT actor_name, reason FROM audit_events WHERE company_id = $1 AND command = 'verification.vouch'`,
      [company.companyId],
    );
    expect(rows).toEqual([{ actor_name: 'operator Olga', reason: 'Seen in person, passport checked' }]);
  });

  test('vouches with a reason, and only while an attempt is left', async () => {
    await submitted(bruno, NUMBERS.FAILS);
    expect(await vouch(operator, ' ')).toBe('INVALID_INPUT');
    expect(await vouch(ana)).toBe('FORBIDDEN');
    await submitted(bruno, NUMBERS.FAILS);

    expect(await vouch(operator)).toBe('NO_ATTEMPT_LEFT');
  });
});

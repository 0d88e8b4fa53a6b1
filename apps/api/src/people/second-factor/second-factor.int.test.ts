import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StepUpRequiredError } from '../../access/step-up.ts';
import type { Viewer } from '../../access/viewer.ts';
import { openPeople, type PeopleHarness, PASSWORD, type TestCompany } from '../../testing/people-harness.ts';
import { type Answer, post, signInAs, startSignIn, tokenOf } from '../../testing/sign-in-process.ts';
import { NoSecondFactorError, SecondFactorExistsError, WrongCodeError } from './second-factor.errors.ts';
import { totpCode } from './totp.ts';

let harness: PeopleHarness;
let company: TestCompany;
let api: Awaited<ReturnType<typeof startSignIn>>;

beforeAll(async () => {
  harness = await openPeople();
  company = await harness.createCompany();
  api = await startSignIn(harness);
});
afterAll(() => harness.close());

const key = () => ({ idempotencyKey: randomUUID() });

async function viewerOf(answer: Answer): Promise<Viewer> {
  const viewer = await api.sessions.authenticate(tokenOf(answer));
  if (viewer === null) throw new Error('not signed in');
  return viewer;
}

/** Somebody who is signed in and has set up an authenticator, and what it shows. */
async function withFactor(firstName: string) {
  const { email } = await company.addPerson(firstName);
  const viewer = await viewerOf(await signInAs(api.server, email, 'portal'));
  const { secret } = await api.factor.begin(viewer, key());
  const shown = () => totpCode(secret, harness.clock.now());
  const codes = await api.factor.confirm(viewer, shown());
  // The code that confirmed is used up.
  harness.clock.advance(30_000);
  return { email, viewer, secret, shown, codes };
}

const challengeOf = async (email: string) => String((await signInAs(api.server, email, 'portal')).body['challenge']);
const answer = (challenge: string, code: string, app = 'portal') => post(api.server, 'second-factor', { challenge, code, app });
const stepUp = (token: string, proof: string) => post(api.server, 'step-up', { proof }, { authorization: `Bearer ${token}` });

describe('setting it up', () => {
  test('changes nothing until a code is given, then gives ten recovery codes once', async () => {
    const { email } = await company.addPerson('Alice');
    const viewer = await viewerOf(await signInAs(api.server, email, 'portal'));

    const { secret, uri } = await api.factor.begin(viewer, key());
    expect(uri).toContain(`secret=${secret}`);
    expect(uri).toContain(encodeURIComponent(email));
    expect(await signInAs(api.server, email, 'portal')).toMatchObject({ status: 200, body: { accessToken: expect.any(String) } });
    await expect(api.factor.confirm(viewer, '000000')).rejects.toThrow(WrongCodeError);
    const codes = await api.factor.confirm(viewer, totpCode(secret, harness.clock.now()));

    expect(new Set(codes).size).toBe(10);
    expect(await signInAs(api.server, email, 'portal')).toMatchObject({
      ...{ status: 200, cookie: undefined, device: undefined },
      body: { challenge: expect.any(String), expiresIn: 300 },
    });
  });

  test('gives the same secret for the same key, another for another, and none to who has a second factor', async () => {
    const { email } = await company.addPerson('Bela');
    const viewer = await viewerOf(await signInAs(api.server, email, 'portal'));
    const same = key();

    const first = await api.factor.begin(viewer, same);
    expect(await api.factor.begin(viewer, same)).toEqual(first);
    const other = await api.factor.begin(viewer, key());
    expect(other.secret).not.toBe(first.secret);
    await api.factor.confirm(viewer, totpCode(other.secret, harness.clock.now()));

    await expect(api.factor.begin(viewer, key())).rejects.toThrow(SecondFactorExistsError);
    await expect(api.factor.confirm(viewer, totpCode(other.secret, harness.clock.now()))).rejects.toThrow(SecondFactorExistsError);
  });

  test('and ending it ask for a fresh proof', async () => {
    const { viewer } = await withFactor('Carmo');
    const stale = { ...viewer, provenAtMs: harness.clock.now().getTime() - 600_001 };

    await expect(api.factor.begin(stale, key())).rejects.toThrow(StepUpRequiredError);
    await expect(api.factor.confirm(stale, '000000')).rejects.toThrow(StepUpRequiredError);
    await expect(api.factor.end(stale, key())).rejects.toThrow(StepUpRequiredError);
  });

  test('is undone by ending it', async () => {
    const { viewer, email } = await withFactor('Dores');

    await api.factor.end(viewer, key());

    expect(await signInAs(api.server, email, 'portal')).toMatchObject({ body: { accessToken: expect.any(String) } });
    await expect(api.factor.end(viewer, key())).rejects.toThrow(NoSecondFactorError);
  });
});

describe('signing in with it', () => {
  test('takes a code after the password, and gives a session', async () => {
    const { email, shown } = await withFactor('Eva');

    const entered = await answer(await challengeOf(email), shown());

    expect(entered).toMatchObject({ status: 200, cookie: expect.stringMatching(/^afc_portal=/) });
    expect(await viewerOf(entered)).toMatchObject({ displayName: 'Eva Silva' });
  });

  test('takes each code once, whoever shows it', async () => {
    const { email, shown } = await withFactor('Filipa');
    const [one, two] = [await challengeOf(email), await challengeOf(email)];
    const code = shown();

    const answers = await Promise.all([answer(one, code), answer(two, code)]);

    expect(answers.map(({ status }) => status).sort((less, more) => less - more)).toEqual([200, 403]);
    expect(await answer(one, code)).toMatchObject({ status: 403, body: { code: 'WRONG_CODE' } });
    // Nor the one before it, which is still within the time that a code is good.
    expect(await answer(one, totpCode((await withFactor('Gisela')).secret, harness.clock.now()))).toMatchObject({ status: 403 });
  });

  test('takes a recovery code once, in any spelling', async () => {
    const { email, codes } = await withFactor('Helena');
    const [first = ''] = codes;

    expect(await answer(await challengeOf(email), first.toLowerCase().replaceAll('-', ' '))).toMatchObject({ status: 200 });
    expect(await answer(await challengeOf(email), first)).toMatchObject({ status: 403, body: { code: 'WRONG_CODE' } });
  });

  test('slows guesses down from wherever they come, also many at once, and still takes a recovery code', async () => {
    const { email, codes, shown } = await withFactor('Ilda');
    const challenge = await challengeOf(email);

    const guesses = await Promise.all(Array.from({ length: 12 }, (_, n) => answer(challenge, String(n).padStart(6, '0'))));

    expect(guesses.filter(({ status }) => status === 403)).toHaveLength(5);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(7);
    expect(await answer(challenge, shown())).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    // The right password forgets wrong passwords, not wrong codes.
    expect(await answer(await challengeOf(email), shown())).toMatchObject({ status: 429 });
    expect(await answer(challenge, codes[1] ?? '')).toMatchObject({ status: 200 });
    harness.clock.advance(60_000);
    expect(await answer(challenge, shown())).toMatchObject({ status: 200 });
  });

  test.each([
    ['a challenge that is none', async () => ({ challenge: 'none', app: 'portal' })],
    ['a challenge for the other app', async (email: string) => ({ challenge: await challengeOf(email), app: 'admin' })],
    [
      'an access token in its place',
      async () => ({ challenge: tokenOf(await signInAs(api.server, company.adminEmail, 'admin')), app: 'portal' }),
    ],
  ])('refuses %s', async (_what, ask) => {
    const { email, shown } = await withFactor(`Julia ${randomUUID().slice(0, 4)}`.replace(' ', ''));
    const { challenge, app } = await ask(email);

    expect(await answer(challenge, shown(), app)).toMatchObject({ status: 401, body: { code: 'SIGN_IN_AGAIN' } });
  });

  test('refuses a challenge after five minutes, and as an access token', async () => {
    const { email, shown } = await withFactor('Lara');
    const challenge = await challengeOf(email);
    expect(await api.sessions.authenticate(challenge)).toBeNull();
    harness.clock.advance(301_000);

    expect(await answer(challenge, shown())).toMatchObject({ status: 401, body: { code: 'SIGN_IN_AGAIN' } });
  });
});

test('new recovery codes cost a code, and the old ones are good no more', async () => {
  const { email, viewer, shown, codes } = await withFactor('Mafalda');

  await expect(api.factor.renewCodes(viewer, '000000')).rejects.toThrow(WrongCodeError);
  const renewed = await api.factor.renewCodes(viewer, shown());

  expect(await answer(await challengeOf(email), codes[0] ?? '')).toMatchObject({ status: 403 });
  expect(await answer(await challengeOf(email), renewed[0] ?? '')).toMatchObject({ status: 200 });
});

describe('a fresh proof', () => {
  test('is the password where there is no second factor, kept with the session over a refresh', async () => {
    const { email } = await company.addPerson('Nadia');
    const signedIn = await signInAs(api.server, email, 'portal');
    harness.clock.advance(200_000);

    const proven = await stepUp(tokenOf(signedIn), PASSWORD);
    const refreshed = await post(api.server, 'refresh', { app: 'portal' }, { cookie: signedIn.cookie ?? '' });

    const now = Math.floor(harness.clock.now().getTime() / 1_000) * 1_000;
    expect((await viewerOf(signedIn)).provenAtMs).toBe(now - 200_000);
    expect((await viewerOf(proven)).provenAtMs).toBe(now);
    expect((await viewerOf(refreshed)).provenAtMs).toBe(now);
    expect(proven.cookie).toBeUndefined();
  });

  test('is a code where there is one, and the password no more', async () => {
    const { email, shown, codes } = await withFactor('Odete');
    const token = tokenOf(await answer(await challengeOf(email), codes[0] ?? ''));

    expect(await stepUp(token, PASSWORD)).toMatchObject({ status: 403, body: { code: 'WRONG_PROOF' } });
    expect(await stepUp(token, shown())).toMatchObject({ status: 200 });
    expect(await stepUp(token, shown())).toMatchObject({ status: 403 });
  });

  test('is guessed at slowly, which slows down nobody else', async () => {
    const { email } = await company.addPerson('Paula');
    const [stolen, own] = [tokenOf(await signInAs(api.server, email, 'portal')), tokenOf(await signInAs(api.server, email, 'portal'))];
    for (let n = 0; n < 5; n += 1) expect(await stepUp(stolen, 'guess')).toMatchObject({ status: 403 });

    expect(await stepUp(stolen, PASSWORD)).toMatchObject({ status: 429 });
    expect(await stepUp(own, PASSWORD)).toMatchObject({ status: 200 });
    expect(await signInAs(api.server, email, 'portal')).toMatchObject({ status: 200 });
  });

  test.each([
    ['without a token', {}],
    ['with one that is not good', { authorization: 'Bearer none' }],
  ])('%s says that the session is over', async (_how, headers) => {
    expect(await post(api.server, 'step-up', { proof: PASSWORD }, headers)).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED' },
    });
  });
});

test('what the database holds of a second factor makes no code, and requests cannot read it beside the functions', async () => {
  const { secret, codes } = await withFactor('Quiteria');
  const client = new pg.Client({ connectionString: harness.clone.adminUrl });
  await client.connect();
  const { rows } = await client.query('SELECT f.*, c.* FROM second_factors f JOIN recovery_codes c USING (identity_id)');
  await client.end();

  const text = JSON.stringify(rows, (_key, value: unknown) => (Buffer.isBuffer(value) ? value.toString('latin1') : value));
  expect(text).not.toContain(secret);
  for (const code of codes) expect(text).not.toContain(code);
  for (const table of ['second_factors', 'recovery_codes'])
    await expect(harness.database.api.query(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/);
});

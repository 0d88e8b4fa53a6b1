import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StepUpRequiredError } from '../../access/step-up.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Mail } from '../../notifications/mailer.ts';
import { MailPasskeyChange } from '../../notifications/mail-identity.job.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { openPeople, type PeopleHarness, PASSWORD, type TestCompany } from '../../testing/people-harness.ts';
import { type Answer, post, PUBLIC_URL, refresh, signInAs, startSignIn, tokenOf } from '../../testing/sign-in-process.ts';
import { type Behaviour, SoftwareAuthenticator } from '../../testing/software-authenticator.ts';
import { OwnSignInOnlyError } from '../company-sign-in/company-sign-in.errors.ts';
import { OperatorService } from '../operator.service.ts';
import { totpCode } from '../second-factor/totp.ts';
import type { PasskeyChange } from './own-passkeys.ts';
import { PasskeyKnownError, WrongPasskeyError } from './passkey.errors.ts';

type RequestOptions = Parameters<SoftwareAuthenticator['get']>[0];

const HERE = { origin: PUBLIC_URL, rpId: 'localhost' };
let harness: PeopleHarness;
let company: TestCompany;
let api: Awaited<ReturnType<typeof startSignIn>>;
let admin: pg.Client;
let people = 0;

beforeAll(async () => {
  harness = await openPeople();
  company = await harness.createCompany();
  api = await startSignIn(harness);
  admin = new pg.Client({ connectionString: harness.clone.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await harness.close();
});

const key = () => ({ idempotencyKey: randomUUID() });
/** A refusal is noted after it is answered. */
const WAITS = { timeout: 20_000 };
const SIGNED_IN = { status: 200, body: { accessToken: expect.any(String) }, cookie: expect.stringMatching(/^afc_portal=/) };
const REFUSED = { status: 403, body: { code: 'WRONG_PASSKEY' }, cookie: undefined, device: undefined };

async function viewerOf(answer: Answer): Promise<Viewer> {
  const viewer = await api.sessions.authenticate(tokenOf(answer));
  if (viewer === null) throw new Error('not signed in');
  return viewer;
}

async function somebody() {
  people += 1;
  const { email, personId } = await company.addPerson(`Somebody${people}`);
  const signedIn = await signInAs(api.server, email, 'portal');
  return { email, personId, token: tokenOf(signedIn), viewer: await viewerOf(signedIn) };
}

/** Somebody who is signed in and has added a passkey. */
async function withPasskey(but: Partial<Behaviour> = {}) {
  const person = await somebody();
  const authenticator = new SoftwareAuthenticator({ ...HERE, ...but });
  const options = await api.passkeys.begin(person.viewer, key());
  const { passkeyId, recoveryCodes } = await api.passkeys.add(person.viewer, 'Phone', authenticator.create(options));
  return { ...person, authenticator, passkeyId, recoveryCodes: recoveryCodes ?? [], options };
}

const optionsIn = ({ body }: Answer) => body as unknown as RequestOptions;
const begin = async (app = 'portal') => optionsIn(await post(api.server, 'passkey/begin', { app }));
const enter = (credential: object, app = 'portal') => post(api.server, 'passkey/sign-in', { app, credential });
const challengeOf = async (email: string) => String((await signInAs(api.server, email, 'portal')).body['challenge']);
const beginStep = async (challenge: string) =>
  optionsIn(await post(api.server, 'passkey/second-factor/begin', { app: 'portal', challenge }));
const step = (challenge: string, credential: object) => post(api.server, 'passkey/second-factor', { app: 'portal', challenge, credential });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const beginProof = async (token: string) => optionsIn(await post(api.server, 'passkey/step-up/begin', {}, bearer(token)));
const prove = (token: string, credential: object) => post(api.server, 'passkey/step-up', { credential }, bearer(token));

async function logOf(personId: string, command: string) {
  const { rows } = await admin.query<{ after: Record<string, unknown> }>(
    `SELECT after FROM audit_events WHERE command = $2 AND company_id = $3 AND (actor_id = $1 OR subject_id = $1::text) ORDER BY id`,
    [personId, command, company.companyId],
  );
  return rows.map(({ after }) => after);
}

/** Has the worker mail what waits for somebody. @returns the subjects */
async function mailsTo(identityId: string) {
  const { rows } = await admin.query<{ payload: PasskeyChange }>(
    `DELETE FROM graphile_worker._private_jobs WHERE payload ->> 'identityId' = $1 AND payload ->> 'change' IS NOT NULL RETURNING payload`,
    [identityId],
  );
  const sent: Mail[] = [];
  const mailer = { send: (mail: Mail) => Promise.resolve(void sent.push(mail)), close: () => undefined };
  const { database, sealer } = harness;
  const job = new MailPasskeyChange({ database, sealer, mailer, tokens: api.tokens, publicUrl: PUBLIC_URL });
  for (const { payload } of rows) await job.run(payload);
  return sent.map(({ to, subject }) => [to, subject]);
}

describe('adding one', () => {
  test('changes nothing until it is made; then it is told by mail, stands in the log and comes with recovery codes', async () => {
    const { email, viewer, personId } = await somebody();
    const options = await api.passkeys.begin(viewer, key());

    expect(await signInAs(api.server, email, 'portal')).toMatchObject(SIGNED_IN);
    const { passkeyId, recoveryCodes } = await api.passkeys.add(viewer, 'Phone', new SoftwareAuthenticator(HERE).create(options));

    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await logOf(personId, 'passkey.add')).toEqual([{ passkey: 'added', passkeyId }]);
    expect(await mailsTo(viewer.identityId)).toEqual([[email, 'A passkey was added']]);
    expect(await signInAs(api.server, email, 'portal')).toMatchObject({
      ...{ status: 200, cookie: undefined, device: undefined },
      body: { challenge: expect.any(String), factors: ['passkey'] },
    });
  });

  test('asks for one that can be found and that sees who holds it, under a handle that says nothing of its owner', async () => {
    const { viewer, options, authenticator } = await withPasskey();
    const again = await api.passkeys.begin(viewer, key());

    expect(again).toMatchObject({
      rp: { id: 'localhost' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: authenticator.credentialId, transports: ['internal'] }],
    });
    expect(again.user.id).toBe(options.user.id);
    expect(Buffer.from(options.user.id, 'base64url')).toHaveLength(32);
    expect(options.user.id).not.toBe((await api.passkeys.begin((await somebody()).viewer, key())).user.id);
  });

  test('gives the same challenge for the same key, and another for another', async () => {
    const { viewer } = await somebody();
    const same = key();

    const first = await api.passkeys.begin(viewer, same);

    expect((await api.passkeys.begin(viewer, same)).challenge).toBe(first.challenge);
    expect((await api.passkeys.begin(viewer, key())).challenge).not.toBe(first.challenge);
  });

  test('gives no recovery codes to who has a second factor', async () => {
    const { viewer } = await withPasskey();
    const second = new SoftwareAuthenticator(HERE);

    expect(await api.passkeys.add(viewer, 'Key', second.create(await api.passkeys.begin(viewer, key())))).toMatchObject({
      recoveryCodes: null,
    });
  });

  test('and removing it ask for a fresh proof', async () => {
    const { viewer, passkeyId } = await withPasskey();
    const options = await api.passkeys.begin(viewer, key());
    const stale = { ...viewer, provenAtMs: harness.clock.now().getTime() - 600_001 };

    await expect(api.passkeys.begin(stale, key())).rejects.toThrow(StepUpRequiredError);
    await expect(api.passkeys.add(stale, 'Key', new SoftwareAuthenticator(HERE).create(options))).rejects.toThrow(StepUpRequiredError);
    await expect(api.passkeys.remove(stale, { ...key(), passkeyId })).rejects.toThrow(StepUpRequiredError);
  });

  test('is not for who was signed in by their company', async () => {
    const { viewer } = await somebody();
    const byCompany = { ...viewer, byCompany: true } as const;
    const made = new SoftwareAuthenticator(HERE).create(await api.passkeys.begin(viewer, key()));

    await expect(api.passkeys.begin(byCompany, key())).rejects.toThrow(OwnSignInOnlyError);
    await expect(api.passkeys.add(byCompany, 'Key', made)).rejects.toThrow(OwnSignInOnlyError);
  });

  test.each<[string, Partial<Behaviour>]>([
    ['on a page of another origin', { origin: 'https://cards.evil.example' }],
    ['for another domain', { rpId: 'evil.example' }],
    ['without seeing who holds it', { verifies: false }],
    ['without anybody there', { present: false }],
    ['for a challenge of its own', { challenge: Buffer.alloc(32).toString('base64url') }],
  ])('refuses one that was made %s', async (_how, but) => {
    const { viewer } = await somebody();
    const made = new SoftwareAuthenticator(HERE).create(await api.passkeys.begin(viewer, key()), but);

    await expect(api.passkeys.add(viewer, 'Key', made)).rejects.toThrow(WrongPasskeyError);
  });

  test('refuses one that was made for a challenge of somebody else, of another session, or that was answered', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const elsewhere = await viewerOf(await signInAs(api.server, one.email, 'portal'));
    const make = async () => new SoftwareAuthenticator(HERE).create(await api.passkeys.begin(one.viewer, key()));
    const [forOther, forElsewhere, made] = [await make(), await make(), await make()];

    await expect(api.passkeys.add(other.viewer, 'Key', forOther)).rejects.toThrow(WrongPasskeyError);
    await expect(api.passkeys.add(elsewhere, 'Key', forElsewhere)).rejects.toThrow(WrongPasskeyError);
    await api.passkeys.add(one.viewer, 'Key', made);
    await expect(api.passkeys.add(one.viewer, 'Key', made)).rejects.toThrow(WrongPasskeyError);
  });

  test('refuses one that somebody has already', async () => {
    const { authenticator } = await withPasskey();
    const { viewer } = await somebody();
    const made = authenticator.create(await api.passkeys.begin(viewer, key()));

    await expect(api.passkeys.add(viewer, 'Key', made)).rejects.toThrow(PasskeyKnownError);
  });
});

describe('signing in with it', () => {
  test('needs neither address nor password, is a fresh proof, and stands in the log', async () => {
    const { authenticator, passkeyId, personId } = await withPasskey();
    harness.clock.advance(1_000_000);
    const options = await begin();

    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect(options.allowCredentials).toBeUndefined();
    const entered = await enter(authenticator.get(options));

    expect(entered).toMatchObject({ ...SIGNED_IN, device: expect.stringMatching(/^afc_portal_device=/) });
    const viewer = await viewerOf(entered);
    expect(viewer.userId).toBe(personId);
    expect(viewer.provenAtMs).toBe(Math.floor(harness.clock.now().getTime() / 1_000) * 1_000);
    expect((await logOf(personId, 'session.open')).at(-1)).toEqual({ app: 'portal', passkeyId });
    expect(await refresh(api.server, entered.cookie, 'portal')).toMatchObject({ status: 200 });
  });

  test.each<[string, Partial<Behaviour>]>([
    ['on a page of another origin', { origin: 'https://localhost.evil.example' }],
    ['on a page of the same host and another port', { origin: 'http://localhost:4999' }],
    ['for another domain', { rpId: 'evil.example' }],
    ['inside a page of another site', { crossOrigin: true }],
    ['without seeing who holds it', { verifies: false }],
    ['without anybody there', { present: false }],
    ['without saying whose it is', { userHandle: null }],
    ['as somebody else’s', { userHandle: Buffer.alloc(32).toString('base64url') }],
    ['for a challenge of its own', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['as one that may be copied, which it was not', { syncable: true, backedUp: true }],
  ])('refuses one that is shown %s, and notes it', async (_how, but) => {
    const { authenticator, personId } = await withPasskey();

    expect(await enter(authenticator.get(await begin(), but))).toMatchObject(REFUSED);
    await expect.poll(() => logOf(personId, 'session.refuse'), WAITS).toEqual([{ app: 'portal', passkey: expect.any(String) }]);
  });

  test('takes each answer and each challenge once', async () => {
    const { authenticator } = await withPasskey();
    const options = await begin();
    const shown = authenticator.get(options);

    expect(await enter(shown)).toMatchObject(SIGNED_IN);
    expect(await enter(shown)).toMatchObject(REFUSED);
    expect(await enter(authenticator.get(options))).toMatchObject(REFUSED);
    const [one, same] = [authenticator.get(await begin()), authenticator.get(await begin())];
    expect((await Promise.all([enter(one), enter(one)])).map(({ status }) => status).sort((less, more) => less - more)).toEqual([200, 403]);
    // A challenge is used up by a wrong answer as well.
    expect(await enter({ ...same, response: { ...same.response, signature: 'AAAA' } })).toMatchObject(REFUSED);
    expect(await enter(same)).toMatchObject(REFUSED);
  });

  test('takes an answer for five minutes, and none after that', async () => {
    const { authenticator } = await withPasskey();
    const [soon, late] = [authenticator.get(await begin()), authenticator.get(await begin())];
    harness.clock.advance(299_999);
    expect(await enter(soon)).toMatchObject(SIGNED_IN);
    harness.clock.advance(1);

    expect(await enter(late)).toMatchObject(REFUSED);
  });

  test('takes no answer to what was asked for the other app, after a password, or of a session', async () => {
    const { authenticator, email, token } = await withPasskey();
    const shown = [await begin('admin'), await beginStep(await challengeOf(email)), await beginProof(token)].map((options) =>
      authenticator.get(options),
    );

    for (const credential of shown) expect(await enter(credential)).toMatchObject(REFUSED);
  });

  test('refuses a signature of another key, and answers the same to one that nobody has', async () => {
    const { authenticator } = await withPasskey();
    const stranger = new SoftwareAuthenticator(HERE);
    const right = authenticator.get(await begin());
    const forged = stranger.get(await begin(), { userHandle: right.response.userHandle ?? '' });

    const [ofSomebody, ofNobody] = [await enter({ ...forged, id: right.id, rawId: right.rawId }), await enter(forged)];

    expect(ofSomebody).toMatchObject(REFUSED);
    expect({ ...ofNobody.body, traceId: '' }).toEqual({ ...ofSomebody.body, traceId: '' });
  });

  test('refuses a counter that does not go up, but for one that is backed up', async () => {
    const [inOneDevice, synced] = [await withPasskey(), await withPasskey({ syncable: true, backedUp: true })];
    for (const { authenticator } of [inOneDevice, synced])
      expect(await enter(authenticator.get(await begin(), { signCount: 9 }))).toMatchObject(SIGNED_IN);

    expect(await enter(inOneDevice.authenticator.get(await begin(), { signCount: 9 }))).toMatchObject(REFUSED);
    expect(await enter(inOneDevice.authenticator.get(await begin(), { signCount: 8 }))).toMatchObject(REFUSED);
    expect(await enter(synced.authenticator.get(await begin(), { signCount: 2 }))).toMatchObject(SIGNED_IN);
    await expect
      .poll(() => logOf(inOneDevice.personId, 'session.refuse'), WAITS)
      .toEqual(Array.from({ length: 2 }, () => ({ app: 'portal', passkey: 'its counter did not go up' })));
  });

  test('does not lead past the company’s provider where that is required, nor into an app that is for others', async () => {
    const elsewhere = await harness.createCompany('Elsewhere');
    const { email } = await elsewhere.addPerson('Berta');
    const viewer = await viewerOf(await signInAs(api.server, email, 'portal'));
    const authenticator = new SoftwareAuthenticator(HERE);
    await api.passkeys.add(viewer, 'Phone', authenticator.create(await api.passkeys.begin(viewer, key())));
    expect(await enter(authenticator.get(await begin('admin')), 'admin')).toMatchObject({ status: 403, body: { code: 'USE_PORTAL' } });
    await admin.query(
      `INSERT INTO identity_providers (company_id, issuer, client_id, secret_sealed, wrapped_key, required, spared, proven_at, changed_at)
       VALUES ($1, 'https://login.example', 'c', '', '', true, ARRAY[$2::uuid], now(), now())`,
      [elsewhere.companyId, elsewhere.adminId],
    );

    expect(await enter(authenticator.get(await begin()))).toMatchObject({ body: { code: 'USE_COMPANY_SIGN_IN' }, cookie: undefined });
  });

  test('is for operators too, in the office', async () => {
    const operator = { email: 'operator@passkeys.example', displayName: 'Operator', password: PASSWORD };
    await new OperatorService(harness.clone.urls.owner, harness.sealer, harness.clock).ensure(operator);
    const viewer = await viewerOf(await signInAs(api.server, operator.email, 'admin'));
    const authenticator = new SoftwareAuthenticator(HERE);
    const { passkeyId } = await api.passkeys.add(viewer, 'Key', authenticator.create(await api.passkeys.begin(viewer, key())));

    expect(await viewerOf(await enter(authenticator.get(await begin('admin')), 'admin'))).toMatchObject({ role: 'OPERATOR' });
    const { rows } = await admin.query(`SELECT after FROM operator_audit_events WHERE command = 'passkey.add'`);
    expect(rows).toEqual([{ after: { passkey: 'added', passkeyId } }]);
  });

  test('does not lead in who is suspended', async () => {
    const { authenticator, personId } = await withPasskey();
    await admin.query(`UPDATE users SET status = 'SUSPENDED' WHERE id = $1`, [personId]);

    expect(await enter(authenticator.get(await begin()))).toMatchObject({ body: { code: 'ACCOUNT_CLOSED' }, cookie: undefined });
  });

  test('answers no page of another site, and nothing that is not a passkey', async () => {
    const { authenticator } = await withPasskey();
    const body = { app: 'portal', credential: authenticator.get(await begin()) };

    expect(await post(api.server, 'passkey/sign-in', body, { origin: 'https://evil.example' })).toMatchObject({
      body: { code: 'CROSS_SITE' },
    });
    expect(await enter({ id: 'x' })).toMatchObject({ status: 400 });
    expect(await enter({ ...body.credential, response: { ...body.credential.response, clientDataJSON: 'e30' } })).toMatchObject(REFUSED);
  });

  test('is asked for at most so often from one address', async () => {
    const slow = await startSignIn(harness, null, 2);
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await post(slow.server, 'passkey/begin', { app: 'portal' })).status);

    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe('after the password', () => {
  test('having it is enough, seen or not who holds it', async () => {
    const { email, authenticator } = await withPasskey();
    const challenge = await challengeOf(email);
    const options = await beginStep(challenge);

    expect(options).toMatchObject({ userVerification: 'preferred', allowCredentials: [{ id: authenticator.credentialId }] });
    expect(await step(challenge, authenticator.get(options, { verifies: false, userHandle: null }))).toMatchObject(SIGNED_IN);
  });

  test('that of somebody else is refused, and so is an answer to what was asked of somebody else', async () => {
    const [one, other] = [await withPasskey(), await withPasskey()];
    const challenge = await challengeOf(one.email);

    expect(await step(challenge, other.authenticator.get(await beginStep(challenge)))).toMatchObject(REFUSED);
    expect(await step(challenge, other.authenticator.get(await beginStep(await challengeOf(other.email))))).toMatchObject(REFUSED);
    expect(await step(challenge, one.authenticator.get(await begin()))).toMatchObject(REFUSED);
    expect(await step('none', one.authenticator.get(await beginStep(challenge)))).toMatchObject({ body: { code: 'SIGN_IN_AGAIN' } });
  });

  test('a recovery code is taken in its place, and six digits are not', async () => {
    const { email, recoveryCodes } = await withPasskey();
    const answer = async (code: string) => post(api.server, 'second-factor', { challenge: await challengeOf(email), code, app: 'portal' });

    expect(await answer('123456')).toMatchObject({ status: 403, body: { code: 'WRONG_CODE' } });
    expect(await answer(recoveryCodes[0] ?? '')).toMatchObject(SIGNED_IN);
    expect(await answer(recoveryCodes[0] ?? '')).toMatchObject({ status: 403 });
  });

  test('it or a code of the authenticator app is taken, where there are both', async () => {
    const { email, viewer, authenticator } = await withPasskey();
    const { secret } = await api.factor.begin(viewer, key());
    await api.factor.confirm(viewer, totpCode(secret, harness.clock.now()));
    harness.clock.advance(30_000);
    const asked = await signInAs(api.server, email, 'portal');
    const challenge = String(asked.body['challenge']);

    expect(asked.body['factors']).toEqual(['authenticator', 'passkey']);
    const code = totpCode(secret, harness.clock.now());
    expect(await post(api.server, 'second-factor', { challenge, code, app: 'portal' })).toMatchObject(SIGNED_IN);
    expect(await step(challenge, authenticator.get(await beginStep(challenge)))).toMatchObject(SIGNED_IN);
  });

  test('it is asked for still when the password was set anew by mail', async () => {
    const { email } = await withPasskey();
    await api.resets.ask(email);
    const { rows } = await admin.query<{ id: string }>('SELECT id FROM password_resets ORDER BY asked_at DESC, id DESC LIMIT 1');
    await api.resets.reset(api.tokens.write('reset', { id: rows[0]?.id ?? '', round: 1 }), 'nine purple lanterns drift', '203.0.113.4');

    expect(await post(api.server, 'sign-in', { email, password: 'nine purple lanterns drift', app: 'portal' })).toMatchObject({
      body: { challenge: expect.any(String), factors: ['passkey'] },
    });
  });
});

describe('a fresh proof', () => {
  test('is the passkey, and the password no more', async () => {
    const { authenticator, token } = await withPasskey();
    harness.clock.advance(200_000);
    const options = await beginProof(token);

    expect(options).toMatchObject({ userVerification: 'required', allowCredentials: [{ id: authenticator.credentialId }] });
    const proven = await prove(token, authenticator.get(options));

    expect(proven).toMatchObject({ status: 200, cookie: undefined });
    expect((await viewerOf(proven)).provenAtMs).toBe(Math.floor(harness.clock.now().getTime() / 1_000) * 1_000);
    expect(await post(api.server, 'step-up', { proof: PASSWORD }, bearer(token))).toMatchObject({ body: { code: 'WRONG_PROOF' } });
  });

  test('is no passkey of others, none that has not seen who holds it, and none that was asked for in another session', async () => {
    const [one, other] = [await withPasskey(), await withPasskey()];
    const elsewhere = tokenOf(await enter(one.authenticator.get(await begin())));

    expect(await prove(one.token, other.authenticator.get(await beginProof(one.token)))).toMatchObject(REFUSED);
    expect(await prove(one.token, one.authenticator.get(await beginProof(one.token), { verifies: false }))).toMatchObject(REFUSED);
    expect(await prove(one.token, one.authenticator.get(await beginProof(elsewhere)))).toMatchObject(REFUSED);
    expect(await prove(one.token, one.authenticator.get(await begin()))).toMatchObject(REFUSED);
  });

  test('asked for without a session says that it is over', async () => {
    expect(await post(api.server, 'passkey/step-up/begin', {}, bearer('none'))).toMatchObject({ status: 401 });
    expect(await post(api.server, 'passkey/step-up/begin', {})).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });
});

describe('removing it', () => {
  test('lets the password alone in again after the last, is told by mail, and ends the recovery codes', async () => {
    const { email, viewer, authenticator, passkeyId, personId } = await withPasskey();
    const keyed = { ...key(), passkeyId };
    await mailsTo(viewer.identityId);
    await api.passkeys.remove(viewer, keyed);
    await api.passkeys.remove(viewer, keyed);

    expect(await enter(authenticator.get(await begin()))).toMatchObject(REFUSED);
    expect(await signInAs(api.server, email, 'portal')).toMatchObject(SIGNED_IN);
    expect(await logOf(personId, 'passkey.remove')).toEqual([{ passkey: 'removed', passkeyId }]);
    expect(await mailsTo(viewer.identityId)).toEqual([[email, 'A passkey was removed']]);
    const { rows } = await admin.query('SELECT FROM recovery_codes WHERE identity_id = $1', [viewer.identityId]);
    expect(rows).toEqual([]);
    await expect(api.passkeys.remove(viewer, { ...key(), passkeyId })).rejects.toThrow(NotFoundError);
  });

  test('leaves the other factor with its recovery codes, whichever of the two goes', async () => {
    const { email, viewer, passkeyId } = await withPasskey();
    const { secret } = await api.factor.begin(viewer, key());
    await api.factor.confirm(viewer, totpCode(secret, harness.clock.now()));
    await api.factor.end(viewer, key());
    expect((await signInAs(api.server, email, 'portal')).body['factors']).toEqual(['passkey']);
    const { secret: again } = await api.factor.begin(viewer, key());
    const codes = await api.factor.confirm(viewer, totpCode(again, harness.clock.now()));

    await api.passkeys.remove(viewer, { ...key(), passkeyId });

    const asked = await signInAs(api.server, email, 'portal');
    expect(asked.body['factors']).toEqual(['authenticator']);
    expect(await post(api.server, 'second-factor', { challenge: asked.body['challenge'], code: codes[0], app: 'portal' })).toMatchObject(
      SIGNED_IN,
    );
  });

  test('and renaming it is for its owner alone', async () => {
    const { passkeyId } = await withPasskey();
    const { viewer } = await somebody();

    await expect(api.passkeys.remove(viewer, { ...key(), passkeyId })).rejects.toThrow(NotFoundError);
    await expect(api.passkeys.rename(viewer, { ...key(), passkeyId, name: 'Mine' })).rejects.toThrow(NotFoundError);
  });
});

test('who has passkeys alone gets new recovery codes against a fresh proof', async () => {
  const { viewer, recoveryCodes, email } = await withPasskey();
  const stale = { ...viewer, provenAtMs: harness.clock.now().getTime() - 600_001 };

  await expect(api.factor.renewCodes(stale, null)).rejects.toThrow(StepUpRequiredError);
  const renewed = await api.factor.renewCodes(viewer, null);

  const answer = async (code = '') => post(api.server, 'second-factor', { challenge: await challengeOf(email), code, app: 'portal' });
  expect(await answer(recoveryCodes[0])).toMatchObject({ status: 403 });
  expect(await answer(renewed[0])).toMatchObject(SIGNED_IN);
});

test('requests cannot read passkeys beside the functions', async () => {
  for (const table of ['passkeys', 'passkey_challenges'])
    await expect(harness.database.api.query(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/);
});

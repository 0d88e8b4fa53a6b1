import type { EntityManager } from 'typeorm';
import type { CommandOptions } from '../../access/commander.ts';
import { assertProven } from '../../access/step-up.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Database } from '../../platform/database.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Sealer } from '../../platform/seal.ts';
import { OwnSignInOnlyError } from '../company-sign-in/company-sign-in.errors.ts';
import { commandOfOwn } from '../own-command.ts';
import { openIdentityEmail } from '../sealed-email.ts';
import { TooManySignInsError } from '../sign-in/sign-in.errors.ts';
import { checkCode, findSecondFactor, openSecret, sealSecret } from './code-check.ts';
import { factorsOf, hasFactor } from './factors.ts';
import { keepRecoveryCodes, newRecoveryCodes } from './recovery-codes.ts';
import { NoSecondFactorError, SecondFactorExistsError, WrongCodeError } from './second-factor.errors.ts';
import { newTotpSecret, totpStep, totpUri } from './totp.ts';

export type Enrolment = {
  /** Base32, for an app that has no camera. */
  readonly secret: string;
  /** What the QR code says. */
  readonly uri: string;
};

type Keyed = { readonly idempotencyKey: string };
type Needs = { readonly database: Database; readonly sealer: Sealer };
type IdentityRow = { email_hash: Buffer; email_sealed: Buffer; wrapped_key: Buffer };

/** Name of the account in the authenticator. */
const ISSUER = 'Atlanticfrewaycard';

/** The authenticator app of whoever is signed in: begin, confirm, end, and new recovery codes. */
export class OwnSecondFactor {
  constructor(private readonly needs: Needs) {}

  /**
   * Gives a secret, which asks for nothing until a code of it is given. Asked again with the same key it gives the same one.
   * @throws StepUpRequiredError, SecondFactorExistsError
   */
  async begin(viewer: Viewer, { idempotencyKey }: Keyed, options: CommandOptions = {}): Promise<Enrolment> {
    const { database, sealer } = this.needs;
    const { identityId } = viewer;
    assertProven(viewer, database.clock.now());
    const identity = await this.#identity(identityId);
    const sealed = sealSecret(sealer, identity.wrapped_key, identityId, newTotpSecret());
    const command = { ...options, command: 'secondFactor.begin', idempotencyKey, input: {} };
    await commandOfOwn(database, viewer, command, async (manager) => {
      const [row] = await manager.query<{ kept: boolean }[]>('SELECT auth_begin_second_factor($1, $2, $3) AS kept', [
        identityId,
        sealed,
        database.clock.now(),
      ]);
      if (row?.kept !== true) throw new SecondFactorExistsError();
      return { answer: null, done: { subjectType: 'identity', subjectId: identityId, after: { secondFactor: 'begun' } } };
    });
    const factor = await findSecondFactor(database.api.manager, identityId);
    if (factor === null || factor.confirmedAt !== null) throw new SecondFactorExistsError();
    const secret = openSecret(sealer, factor, identityId);
    const email = openIdentityEmail(sealer, { hash: identity.email_hash, sealed: identity.email_sealed, wrapped: identity.wrapped_key });
    return { secret, uri: totpUri(secret, email, ISSUER) };
  }

  /**
   * From here on signing in asks for a code. @returns the recovery codes, this once
   * @throws StepUpRequiredError, WrongCodeError, NoSecondFactorError, SecondFactorExistsError
   */
  async confirm(viewer: Viewer, code: string, options: CommandOptions = {}): Promise<string[]> {
    const { database, sealer } = this.needs;
    const { identityId } = viewer;
    const now = database.clock.now();
    assertProven(viewer, now);
    return this.#withNewCodes(viewer, 'secondFactor.confirm', options, async (manager) => {
      await manager.query('SELECT auth_lock_second_factor($1)', [identityId]);
      const factor = await findSecondFactor(manager, identityId);
      if (factor === null) throw new NoSecondFactorError();
      if (factor.confirmedAt !== null) throw new SecondFactorExistsError();
      const step = totpStep(openSecret(sealer, factor, identityId), code.replace(/\s/g, ''), now);
      if (step === null) throw new WrongCodeError();
      await manager.query('SELECT auth_confirm_second_factor($1, $2, $3)', [identityId, step, now]);
      return { secondFactor: 'confirmed' };
    });
  }

  /**
   * Ten new recovery codes in place of those there are, against a code of the authenticator or one of them. Who has passkeys alone gives
   * none, and a fresh proof in its place. @returns them, this once
   * @throws WrongCodeError, NoSecondFactorError, TooManySignInsError, StepUpRequiredError
   */
  async renewCodes(viewer: Viewer, code: string | null, options: CommandOptions = {}): Promise<string[]> {
    const { database } = this.needs;
    if (viewer.byCompany === true) throw new OwnSignInOnlyError();
    if (code === null) assertProven(viewer, database.clock.now());
    else await this.#useUp(viewer, code);
    return this.#withNewCodes(viewer, 'secondFactor.renewRecoveryCodes', options, async (manager) => {
      if (!hasFactor(await factorsOf(manager, viewer.identityId))) throw new NoSecondFactorError();
      return { recoveryCodes: 'renewed' };
    });
  }

  /** @throws StepUpRequiredError, NoSecondFactorError */
  async end(viewer: Viewer, { idempotencyKey }: Keyed, options: CommandOptions = {}): Promise<void> {
    const { database } = this.needs;
    const { identityId } = viewer;
    assertProven(viewer, database.clock.now());
    const command = { ...options, command: 'secondFactor.end', idempotencyKey, input: {} };
    await commandOfOwn(database, viewer, command, async (manager) => {
      const [row] = await manager.query<{ ended: boolean }[]>('SELECT auth_end_second_factor($1) AS ended', [identityId]);
      if (row?.ended !== true) throw new NoSecondFactorError();
      return { answer: null, done: { subjectType: 'identity', subjectId: identityId, after: { secondFactor: 'ended' } } };
    });
  }

  async #useUp(viewer: Viewer, code: string): Promise<void> {
    const { database } = this.needs;
    const check = await database.api.transaction((manager) =>
      checkCode(manager, { ...this.needs, clock: database.clock }, viewer.identityId, code),
    );
    if (check === 'none') throw new NoSecondFactorError();
    if (check === 'wrong') throw new WrongCodeError();
    if (check !== 'right') throw new TooManySignInsError(check.refuseForMs);
  }

  /** What gives out codes once has nothing to repeat: its key is its own. */
  #withNewCodes(
    viewer: Viewer,
    command: string,
    options: CommandOptions,
    first: (manager: EntityManager) => Promise<object>,
  ): Promise<string[]> {
    const { database } = this.needs;
    const { identityId } = viewer;
    const codes = newRecoveryCodes();
    const once = { ...options, command, idempotencyKey: uuidv7(database.clock), input: {} };
    return commandOfOwn(database, viewer, once, async (manager) => {
      const after = await first(manager);
      await keepRecoveryCodes(manager, identityId, codes);
      return { answer: null, done: { subjectType: 'identity', subjectId: identityId, after } };
    }).then(() => codes);
  }

  async #identity(identityId: string): Promise<IdentityRow> {
    const [row] = await this.needs.database.api.query<IdentityRow[]>(
      'SELECT email_hash, email_sealed, wrapped_key FROM auth_email_of($1)',
      [identityId],
    );
    if (row === undefined) throw new Error('the viewer has no identity');
    return row;
  }
}

import { type MarqetaClient, MarqetaError, type WalletDevice } from '@afc/marqeta';
import { actorFor, assertCommander, type CommandOptions } from '../access/commander.ts';
import { assertProven } from '../access/step-up.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { runOn } from '../platform/run.ts';
import { audit, transact } from '../platform/transact.ts';
import { Card } from './card.entity.ts';
import { CardAccessNotPossibleError, IssuerUnavailableError, TooManyAccessesError, WidgetsNotSetUpError } from './card-access.errors.ts';
import { type CardAccess, accessObstacle } from './card-access.ts';
import { findCard, insertEvent } from './card-store.ts';

/** Where Marqeta's frames are. */
export type Widgets = { readonly scriptUrl: string; readonly pinUrl: string };

/** For marqeta.js: the token shows the card once, within the next minutes. */
export type CardReveal = { readonly clientAccessToken: string; readonly scriptUrl: string };

/** The frame in which the holder sets a PIN, once. */
export type PinFrame = { readonly url: string };

/** What Apple's wallet on the holder's phone says, for the issuer (wire-format §5.11). Base64 as PassKit gives it. */
export type ApplePayRequest = {
  readonly deviceType: WalletDevice;
  readonly appVersion: string;
  readonly certificates: readonly string[];
  readonly nonce: string;
  readonly nonceSignature: string;
};
export type ApplePayPass = { readonly encryptedPassData: string; readonly activationData: string; readonly ephemeralPublicKey: string };

/** The same for Google's wallet. */
export type GooglePayRequest = {
  readonly deviceType: WalletDevice;
  readonly appVersion: string;
  readonly deviceId: string;
  readonly walletAccountId: string;
};
export type GooglePayPass = {
  readonly opaquePaymentCard: string;
  readonly displayName: string | null;
  readonly lastDigits: string | null;
  readonly network: string | null;
  readonly tokenServiceProvider: string | null;
};

type Deps = {
  readonly database: Database;
  readonly client: Pick<MarqetaClient, 'clientAccessTokens' | 'pinControlToken' | 'walletProvisioning'>;
  /** Null when this installation has none. */
  readonly widgets: Widgets | null;
};

/** By kind: what is written into the card's history, and how often an hour. */
const ACCESSES = {
  NUMBER: { action: 'card.reveal', event: 'card.number_shown', mostAnHour: 10 },
  PIN: { action: 'card.setPin', event: 'card.pin_frame_opened', mostAnHour: 5 },
  WALLET: { action: 'card.provision', event: 'card.wallet_asked', mostAnHour: 10 },
} as const;
const HOUR_MS = 3_600_000;

/**
 * Lets a holder see the number of a card, or set its PIN, in a frame of Marqeta's origin, and hand it over to a wallet. Only a token, or
 * what is encrypted for the wallet, passes through here: neither number nor PIN ever does (wire-format §5.9 to §5.11). Each time is on
 * record before Marqeta is asked.
 */
export class CardAccessService {
  constructor(private readonly deps: Deps) {}

  get isSetUp(): boolean {
    return this.deps.widgets !== null;
  }

  /** @throws NotFoundError, ForbiddenError, StepUpRequiredError, CardAccessNotPossibleError, TooManyAccessesError, IssuerUnavailableError, WidgetsNotSetUpError */
  async reveal(by: Viewer, cardId: string, options: CommandOptions = {}): Promise<CardReveal> {
    const { scriptUrl } = this.#widgets();
    const token = await this.#allowed('NUMBER', by, cardId, options);
    const { token: clientAccessToken } = await asked(() => this.deps.client.clientAccessTokens.create(token));
    return { clientAccessToken, scriptUrl };
  }

  /** @throws as {@link reveal} does */
  async openPin(by: Viewer, cardId: string, options: CommandOptions = {}): Promise<PinFrame> {
    const { pinUrl } = this.#widgets();
    const token = await this.#allowed('PIN', by, cardId, options);
    const { control_token: controlToken } = await asked(() => this.deps.client.pinControlToken(token, 'SET_PIN'));
    // After the # it reaches no server's log.
    return { url: `${pinUrl}#${new URLSearchParams({ control_token: controlToken }).toString()}` };
  }

  /**
   * For the app on the phone, which alone can talk to Apple's wallet; a page in a browser cannot.
   * @throws as {@link reveal} does
   */
  async provisionApplePay(by: Viewer, cardId: string, request: ApplePayRequest, options: CommandOptions = {}): Promise<ApplePayPass> {
    const { certificates, nonce, nonceSignature } = request;
    const common = await this.#provisioning(by, cardId, request, options);
    const body = { ...common, certificates, nonce, nonce_signature: nonceSignature };
    const pass = await asked(() => this.deps.client.walletProvisioning.applePay(body));
    return {
      encryptedPassData: pass.encrypted_pass_data,
      activationData: pass.activation_data,
      ephemeralPublicKey: pass.ephemeral_public_key,
    };
  }

  /** The same for Google's wallet. @throws as {@link reveal} does */
  async provisionGooglePay(by: Viewer, cardId: string, request: GooglePayRequest, options: CommandOptions = {}): Promise<GooglePayPass> {
    const { deviceId, walletAccountId } = request;
    const common = await this.#provisioning(by, cardId, request, options);
    const body = { ...common, device_id: deviceId, wallet_account_id: walletAccountId };
    const { push_tokenize_request_data: data } = await asked(() => this.deps.client.walletProvisioning.googlePay(body));
    return {
      opaquePaymentCard: data.opaque_payment_card,
      displayName: data.display_name ?? null,
      lastDigits: data.last_digits ?? null,
      network: data.network ?? null,
      tokenServiceProvider: data.token_service_provider ?? null,
    };
  }

  async #provisioning(
    by: Viewer,
    cardId: string,
    { deviceType, appVersion }: Pick<ApplePayRequest, 'deviceType' | 'appVersion'>,
    options: CommandOptions,
  ): Promise<{ card_token: string; device_type: WalletDevice; provisioning_app_version: string }> {
    const token = await this.#allowed('WALLET', by, cardId, options);
    return { card_token: token, device_type: deviceType, provisioning_app_version: appVersion };
  }

  #widgets(): Widgets {
    if (this.deps.widgets === null) throw new WidgetsNotSetUpError();
    return this.deps.widgets;
  }

  /** Writes down who looks at which card. @returns Marqeta's token of the card */
  async #allowed(access: CardAccess, by: Viewer, cardId: string, options: CommandOptions): Promise<string> {
    const { database } = this.deps;
    const { action, event, mostAnHour } = ACCESSES[access];
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    return transact(database, { ...options, command: action, actor }, async (tx) => {
      await gate(tx, companyId);
      const state = isUuid(cardId) ? await findCard(runOn(tx), companyId, cardId) : null;
      if (state === null) throw new NotFoundError('card');
      assertCommander(by, action, { companyId, userId: state.userId, teamIds: state.teamIds });
      assertProven(by, database.clock.now());
      const { cardType, marqetaCardToken } = await tx.findOneByOrFail(Card, { companyId, id: state.id });
      const obstacle = accessObstacle(access, state, cardType);
      if (obstacle !== null) throw new CardAccessNotPossibleError(obstacle);
      const now = database.clock.now();
      const [lately] = await tx.query<{ times: number }[]>(
        `SELECT count(*)::int AS times FROM card_events WHERE company_id = $1 AND card_id = $2 AND kind = $3 AND at > $4`,
        [companyId, state.id, event, new Date(now.getTime() - HOUR_MS)],
      );
      if ((lately?.times ?? 0) >= mostAnHour) throw new TooManyAccessesError();
      await insertEvent(runOn(tx), state, { id: uuidv7(database.clock), at: now, kind: event, actorName: by.displayName });
      audit(tx, { subjectType: 'card', subjectId: state.id, after: { shown: access } });
      return marqetaCardToken;
    });
  }
}

/** Marqeta's answer. That it says no, or says nothing, is told the holder, who can try again. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof MarqetaError)) throw error;
    if (error.kind === 'refused' || error.kind === 'not_found')
      throw new CardAccessNotPossibleError('The card issuer refuses this for the card as it is now.');
    throw new IssuerUnavailableError();
  }
}

import { type MarqetaClient, MarqetaError } from '@afc/marqeta';
import { actorFor, assertCommander, type CommandOptions } from '../access/commander.ts';
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

type Deps = {
  readonly database: Database;
  readonly client: Pick<MarqetaClient, 'clientAccessTokens' | 'pinControlToken'>;
  /** Null when this installation has none. */
  readonly widgets: Widgets | null;
};

/** By kind: what is written into the card's history, and how often an hour. */
const ACCESSES = {
  NUMBER: { action: 'card.reveal', event: 'card.number_shown', mostAnHour: 10 },
  PIN: { action: 'card.setPin', event: 'card.pin_frame_opened', mostAnHour: 5 },
} as const;
const HOUR_MS = 3_600_000;

/**
 * Lets a holder see the number of a card, or set its PIN, in a frame of Marqeta's origin. Only a token passes through here: neither
 * number nor PIN ever does (wire-format §5.9, §5.10). Each time is on record before the token is asked for.
 */
export class CardAccessService {
  constructor(private readonly deps: Deps) {}

  get isSetUp(): boolean {
    return this.deps.widgets !== null;
  }

  /** @throws NotFoundError, ForbiddenError, CardAccessNotPossibleError, TooManyAccessesError, IssuerUnavailableError, WidgetsNotSetUpError */
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

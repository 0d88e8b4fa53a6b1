import type { MarqetaClient } from '@afc/marqeta';
import type { AccountTokens } from '../marqeta/account-tokens.ts';
import { createCard, type IssuerAnswer, moveCard, readCard, tokenFrom } from '../marqeta/cards.ts';
import { ensureCardProduct } from '../marqeta/provisioning/provision.ts';
import type { IssuerRefusal } from '../marqeta/refusal.ts';
import { refusalOf } from '../marqeta/refusal.ts';
import type { MarqetaHolders } from '../people/marqeta-holders.ts';
import { Person } from '../people/person.entity.ts';
import { refusalToHoldCards } from '../people/verification/holder-refusal.ts';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Job } from '../platform/jobs.ts';
import { appendFeed } from '../feed/append.ts';
import { runOn } from '../platform/run.ts';
import { audit, read, transact, type Tx } from '../platform/transact.ts';
import { Card } from './card.entity.ts';
import { CardProgram } from './card-program.entity.ts';
import { findCard, insertEvent, saveState, type StoredCard } from './card-store.ts';
import { type CardState, type IssuerStep, isWaiting, issuerStep, merge } from './card.state.ts';
import { eventKindOf } from './event-kind.ts';
import { keepsNumber } from '../marqeta/replacement-reason.ts';
import { type CardToTell, TELL_MARQETA, tellMarqeta } from './tell-marqeta.ts';

/** Making, activating and freezing is three; one more for a word of Marqeta that came between. */
const MOST_STEPS = 4;

/**
 * Brings Marqeta's card to what we want of it, step by step. Each step's token follows from the card's state, so that a step sent
 * twice is one step. While Marqeta is away the job fails and is tried again; what Marqeta refuses is recorded and left.
 */
export class TellMarqeta implements Job<CardToTell> {
  readonly name = TELL_MARQETA;

  constructor(
    private readonly database: Database,
    private readonly client: MarqetaClient,
    private readonly account: { readonly holders: MarqetaHolders; readonly tokens: AccountTokens },
  ) {}

  async run({ companyId, cardId }: CardToTell): Promise<void> {
    for (let step = 0; step < MOST_STEPS; step += 1) if (!(await this.#step(companyId, cardId))) return;
  }

  /** True when there may be another step. */
  async #step(companyId: string, cardId: string): Promise<boolean> {
    const card = await read(this.database, companyId, (manager) => findCard(runOn(manager), companyId, cardId));
    if (card === null || card.waitingSince === null || endsWithItsReplacement(card)) return false;
    const step = isWaiting(card) ? issuerStep(card) : null;
    if (step === null) return this.#record(card, await readCard(this.client, cardId), null);
    const answer = await this.#tell(card, step);
    if (answer === null) return false;
    if (!answer.refused) {
      await this.#record(card, [answer], null);
      return true;
    }
    // Our picture of the card may be old: what Marqeta has on record decides whether there is still something to ask.
    const onRecord = await readCard(this.client, cardId);
    return this.#record(card, onRecord, { ...answer, step });
  }

  /** Null while Marqeta has not verified the holder: the card waits, and is taken up again. */
  async #tell(card: StoredCard, step: IssuerStep): Promise<IssuerAnswer | IssuerRefusal | null> {
    if (step.kind === 'CREATE') return this.#create(card);
    if (step.to === 'ACTIVE' && !(await this.#mayHoldCards(card))) return null;
    const { id, version, issuerStatus, issuerChangedAt, replacement } = card;
    return moveCard(this.client, {
      token: tokenFrom(id, version, step.to, issuerStatus, issuerChangedAt?.getTime() ?? 0),
      cardToken: id,
      to: step.to,
      first: issuerStatus === 'UNACTIVATED',
      replacement: replacement?.reason ?? null,
    });
  }

  async #create({ companyId, id, userId }: StoredCard): Promise<IssuerAnswer | IssuerRefusal | null> {
    const { card, replaced, program, holder } = await read(this.database, companyId, async (manager) => {
      const found = await manager.findOneByOrFail(Card, { companyId, id });
      const { replacesCardId } = found;
      return {
        card: found,
        replaced: replacesCardId === null ? null : await manager.findOneByOrFail(Card, { companyId, id: replacesCardId }),
        program: await manager.findOneByOrFail(CardProgram, { companyId, id: found.cardProductId }),
        holder: await manager.findOneByOrFail(Person, { companyId, id: found.userId }),
      };
    });
    try {
      const productToken = await this.#productOf(program);
      const userToken = await this.account.holders.cardholderOf(companyId, holder.id);
      if (!(await this.#mayHoldCards({ companyId, userId }))) return null;
      // The magnetic stripe has room for 26 characters (ISO/IEC 7813).
      const nameOnCard = card.cardType === 'PHYSICAL' ? holder.displayName.toUpperCase().slice(0, 26) : null;
      return await createCard(this.client, {
        token: card.marqetaCardToken,
        userToken,
        productToken,
        nameOnCard,
        currency: card.currency,
        replaces:
          replaced === null || card.replacementReason === null
            ? null
            : { cardToken: replaced.marqetaCardToken, reason: card.replacementReason },
      });
    } catch (error) {
      return refusalOf(error);
    }
  }

  async #mayHoldCards({ companyId, userId }: Pick<StoredCard, 'companyId' | 'userId'>): Promise<boolean> {
    return (await read(this.database, companyId, (manager) => refusalToHoldCards(runOn(manager), companyId, userId))) === null;
  }

  async #productOf(program: CardProgram): Promise<string> {
    if (program.marqetaProductToken !== null) return program.marqetaProductToken;
    const { companyId, id } = program;
    const token = await ensureCardProduct(this.client, program, this.account.tokens.gateway);
    await this.#transact(companyId, 'program.confirm', async (tx) => {
      await tx.query(`UPDATE card_products SET marqeta_product_token = $3 WHERE company_id = $1 AND id = $2`, [companyId, id, token]);
      audit(tx, { subjectType: 'program', subjectId: id, after: { knownToMarqeta: true } });
    });
    return token;
  }

  /** Merges what Marqeta said; when it refused a step that is still the next one, that is written down. True when there is more to do. */
  #record(
    seen: StoredCard,
    answers: readonly IssuerAnswer[],
    refused: (IssuerRefusal & { readonly step: IssuerStep }) | null,
  ): Promise<boolean> {
    const { companyId, id } = seen;
    return this.#transact(companyId, 'card.confirm', async (tx) => {
      const before = await findCard(runOn(tx), companyId, id);
      if (before === null) return false;
      const { clock } = this.database;
      const now = clock.now();
      let after: CardState = before;
      for (const { report, transition } of answers) {
        after = merge(after, report);
        const kind = transition === null ? 'issuer.created' : eventKindOf(transition.type);
        const transitionToken = transition?.token ?? `created:${id}`;
        if (await insertEvent(runOn(tx), before, { id: uuidv7(clock), at: now, kind, transitionToken }))
          await this.#announce(tx, before, kind);
      }
      const next = isWaiting(after) ? issuerStep(after) : null;
      if (refused !== null && next !== null && sameStep(next, refused.step) && before.version === seen.version) {
        after = { ...after, issuerRefusal: refused.code };
        await insertEvent(runOn(tx), before, {
          id: uuidv7(clock),
          at: now,
          kind: 'issuer.refused',
          detail: { code: refused.code, step: next },
        });
        await this.#announce(tx, before, 'issuer.refused');
      }
      await saveState(runOn(tx), before, after, now, { shown: answers.at(-1)?.shown ?? null, answered: before.version === seen.version });
      // The card whose place it takes waited for this.
      const isDecided = after.issuerStatus !== 'REQUESTED' || after.issuerRefusal !== null;
      if (before.issuerStatus === 'REQUESTED' && isDecided && before.replacesCardId !== null)
        await tellMarqeta(tx, [{ companyId, cardId: before.replacesCardId }]);
      audit(tx, {
        subjectType: 'card',
        subjectId: id,
        before: { status: before.status, issuerStatus: before.issuerStatus },
        after: { status: after.status, issuerStatus: after.issuerStatus, refusal: after.issuerRefusal },
      });
      return isWaiting(after);
    });
  }

  #announce(tx: Tx, card: StoredCard, event: string): Promise<void> {
    return appendFeed(tx, { companyId: card.companyId, kind: 'CARD', event, cardId: card.id, userId: card.userId, teamIds: card.teamIds });
  }

  #transact<T>(companyId: string, command: string, run: (tx: Tx) => Promise<T>): Promise<T> {
    return transact(this.database, { command, actor: { kind: 'system', companyId, name: 'marqeta' } }, async (tx) => {
      await gate(tx, companyId);
      return run(tx);
    });
  }
}

/**
 * Marqeta ends a lost or stolen card itself when it makes the one with a new number, which it makes from the card while that
 * stands (wire-format §5.6). Only when it refuses to make it do we end the card ourselves.
 */
function endsWithItsReplacement({ replacement }: StoredCard): boolean {
  if (replacement === null || keepsNumber(replacement.reason)) return false;
  return replacement.issuerStatus === 'REQUESTED' && replacement.issuerRefusal === null;
}

function sameStep(one: IssuerStep, other: IssuerStep): boolean {
  return one.kind === other.kind && (one.kind === 'CREATE' || (other.kind === 'TRANSITION' && one.to === other.to));
}

import type { ReplacementReason } from '../../marqeta/replacement-reason.ts';
import { appendFeedAll } from '../../feed/append.ts';
import { refusalToHoldCards } from '../../people/verification/holder-refusal.ts';
import { bumpControls } from '../../platform/gate.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { runOn } from '../../platform/run.ts';
import { audit, contextOf, type Tx } from '../../platform/transact.ts';
import { Card } from '../card.entity.ts';
import type { CardProgram } from '../card-program.entity.ts';
import { insertEvents } from '../card-store.ts';
import { tellMarqeta } from '../tell-marqeta.ts';

/** A card that somebody is to have. */
type AskedCard = {
  readonly userId: string;
  readonly teamIds: readonly string[];
  readonly name: string;
  readonly replaces?: { readonly cardId: string; readonly lineId: string; readonly reason: ReplacementReason };
};

/**
 * Asks Marqeta for cards of one program, within a command and under its gate, in a few statements however many they are.
 * @param actorName as the cards' history names who did it
 * @returns the cards, in their order
 */
export async function insertCards<Asked extends AskedCard>(
  tx: Tx,
  actorName: string,
  program: CardProgram,
  wanted: readonly Asked[],
): Promise<(Asked & { cardId: string })[]> {
  const { clock } = contextOf(tx).database;
  const { companyId } = program;
  const now = clock.now();
  const cards = wanted.map((card) => ({ ...card, cardId: uuidv7(clock) }));
  // A virtual card is active as soon as Marqeta has it; a physical one when its holder says that it arrived.
  const status = program.cardType === 'VIRTUAL' ? 'ACTIVE' : 'UNACTIVATED';
  await tx.insert(
    Card,
    cards.map(({ cardId: id, userId, name, replaces }) => ({
      ...{ companyId, id, userId, cardProductId: program.id, marqetaCardToken: id, name, status },
      ...{ cardType: program.cardType, currency: program.currency, issuerStatus: 'REQUESTED', version: 1 },
      ...{ waitingSince: now, createdAt: now, updatedAt: now },
      ...(replaces === undefined ? {} : { replacesCardId: replaces.cardId, lineId: replaces.lineId, replacementReason: replaces.reason }),
    })),
  );
  await insertEvents(
    runOn(tx),
    companyId,
    cards.map(({ cardId }) => ({ id: uuidv7(clock), cardId, at: now, kind: 'card.issued', actorName })),
  );
  await appendFeedAll(
    tx,
    companyId,
    cards.map(({ cardId, userId, teamIds }) => ({ kind: 'CARD', event: 'card.issued', cardId, userId, teamIds })),
  );
  await bumpControls(tx, companyId);
  for (const { cardId, userId, replaces } of cards)
    audit(tx, { subjectType: 'card', subjectId: cardId, after: { holderId: userId, programId: program.id, status, replaces } });
  await tellMarqeta(
    tx,
    cards.map(({ cardId }) => ({ companyId, cardId })),
  );
  return cards;
}

/** Marqeta would refuse it too, but later and in no words that help. @throws HolderNotAllowedError */
export async function assertMayHoldCards(tx: Tx, { companyId, id }: { readonly companyId: string; readonly id: string }): Promise<void> {
  const refusal = await refusalToHoldCards(runOn(tx), companyId, id);
  if (refusal !== null) throw refusal;
}

import { In } from 'typeorm';
import type { Reach } from '../access/policy.ts';
import { Parameters, reachSql } from '../people/reach-sql.ts';
import { entityBy } from '../platform/graphql/entity-rows.ts';
import { type LoaderDefinition, loaderManyBy } from '../platform/graphql/loader.ts';
import { Card } from './card.entity.ts';
import { CardEvent } from './card-event.entity.ts';
import { CardProgram } from './card-program.entity.ts';

export const cardById = entityBy(Card, 'id');

/** The card that took the place of another one. */
export const replacementOf = entityBy(Card, 'replacesCardId');

/** A person's cards, the newest first; those that are over at the end. */
export const cardsOfPerson = loaderManyBy<string, Card>(
  (card) => card.userId,
  async (manager, userIds) => {
    const cards = await manager.find(Card, { where: { userId: In([...userIds]) }, order: { id: 'DESC' } });
    const isOver = (card: Card) => Number(card.status === 'TERMINATED');
    return cards.sort((one, other) => isOver(one) - isOver(other));
  },
);

export const programById = entityBy(CardProgram, 'id');

/** A card's history, oldest first. */
export const eventsOfCard = loaderManyBy<string, CardEvent>(
  (event) => event.cardId,
  (manager, cardIds) => manager.find(CardEvent, { where: { cardId: In([...cardIds]) }, order: { at: 'ASC', id: 'ASC' } }),
);

/** How many cards of a program, not terminated, a viewer reaches. One request has one reach. */
export const cardCountOf: LoaderDefinition<{ readonly programId: string; readonly reach: Reach }, number> = {
  async batch(manager, keys) {
    const [first] = keys;
    if (first === undefined) return [];
    const parameters = new Parameters();
    const programs = parameters.value(keys.map(({ programId }) => programId));
    const reached = reachSql(first.reach, 'c.company_id', 'c.user_id', parameters);
    const rows = await manager.query<{ id: string; cards: number }[]>(
      `SELECT c.card_product_id AS id, count(*)::int AS cards FROM cards c
        WHERE c.card_product_id = ANY (${programs}) AND c.status <> 'TERMINATED' AND ${reached} GROUP BY c.card_product_id`,
      parameters.values,
    );
    const counts = new Map(rows.map(({ id, cards }) => [id, cards]));
    return keys.map(({ programId }) => counts.get(programId) ?? 0);
  },
};

import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Of a card that was frozen since nobody used it: for how many days. */
export type CardEventDetail = { readonly idleDays?: number };

/** One line of a card's history: ours (`card.*`), Marqeta's (`issuer.*`), or a step of the fulfilment (`fulfillment.*`). */
@Entity('card_events')
@ObjectType({
  simpleResolvers: true,
  description: "One step in the history of a card: ours (`card.*`), Marqeta's (`issuer.*`), or of its fulfilment (`fulfillment.*`).",
})
export class CardEvent {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  @Field(() => ID, { description: 'Of this step, for keys and caches.' })
  @PrimaryColumn('uuid')
  readonly id: string;

  @Column('uuid', { name: 'card_id' })
  readonly cardId: string;

  @Field(() => Date, { description: 'When it was recorded here; what Marqeta did may be a little older.' })
  @Column('timestamptz')
  readonly at: Date;

  @Field(() => String, { description: 'As recorded: `card.issued`, `card.suspended`, `issuer.activated`, …' })
  @Column('text')
  readonly kind: string;

  @Field(() => String, { nullable: true, description: 'Who did it, by the name of that day; null for what Marqeta reports.' })
  @Column('text', { name: 'actor_name', nullable: true })
  readonly actorName: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'As given with the command, or by Marqeta with its report; null when there was none.',
  })
  @Column('text', { nullable: true })
  readonly reason: string | null;

  @Column('jsonb')
  readonly detail: CardEventDetail;
}
